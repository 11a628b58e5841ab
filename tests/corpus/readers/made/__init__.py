"""Files for the readers, made when they are needed: one module a format family."""

from tests.corpus.readers.made import office, oldoffice, others, pages, prints, tables, texts

FIXTURES = (
    *office.FIXTURES,
    *oldoffice.FIXTURES,
    *texts.FIXTURES,
    *pages.FIXTURES,
    *prints.FIXTURES,
    *tables.FIXTURES,
    *others.FIXTURES,
)
