"""Files for the readers, made when they are needed: one module a format family."""

from tests.corpus.readers.made import office, others, pages, prints, tables, texts

FIXTURES = (*office.FIXTURES, *texts.FIXTURES, *pages.FIXTURES, *prints.FIXTURES, *tables.FIXTURES, *others.FIXTURES)
