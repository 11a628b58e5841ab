"""One module a screen. A screen shows what the desk says and posts what a person does; no rule lives here."""
