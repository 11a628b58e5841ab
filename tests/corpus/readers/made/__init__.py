"""Files for the readers, made when they are needed: one module a format family."""

from tests.corpus.readers.made import pages, prints, texts

FIXTURES = (*texts.FIXTURES, *pages.FIXTURES, *prints.FIXTURES)
