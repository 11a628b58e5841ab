"""Word documents in a ZIP package and in one XML file."""

from tests.corpus.readers.made import wordcontents, wordnumbers, wordpackages

FIXTURES = (*wordpackages.FIXTURES, *wordnumbers.FIXTURES, *wordcontents.FIXTURES)
