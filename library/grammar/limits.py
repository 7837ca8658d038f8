"""Every limit of the grammar and the linter, in one place."""

from __future__ import annotations

# Raise this when the same source begins to compile to something else: it is part of every digest.
PIPELINE_VERSION = 1

# Files
# A lesson of 1,300 words with its exercise and check has about 16 KB.
MAX_LESSON_BYTES = 64 * 1024
MAX_YAML_BYTES = 256 * 1024
MAX_FRONT_MATTER_BYTES = 16 * 1024
MAX_FIGURE_BYTES = 1024 * 1024
MAX_FILES = 5_000
MAX_FOLDER_DEPTH = 6
MAX_YAML_DEPTH = 20
MAX_YAML_NODES = 20_000
MAX_LINE_CHARACTERS = 5_000
MAX_PARAGRAPH_CHARACTERS = 6_000
MAX_MARKS_IN_PARAGRAPH = 100
MAX_PROBLEMS_PER_FILE = 100

# Names
MAX_ID_CHARACTERS = 60
MAX_TITLE_CHARACTERS = 120

# Reading: the lesson as a whole
GRADE_WARNING = 7.0
GRADE_ERROR = 8.5
# A grade over a handful of words says nothing.
GRADE_NEEDS_WORDS = 100
WORDS_LEAST = 600
WORDS_MOST = 1_000
WORDS_ERROR = 1_300
WORDS_BETWEEN_HEADINGS = 200
SENTENCE_AVERAGE_WARNING = 15.0

# Reading: one sentence, paragraph or block
SENTENCE_WARNING = 25
SENTENCE_ERROR = 35
PARAGRAPH_WARNING = 80
KEY_IDEA_WARNING = 30

# Pieces
OPTIONS_LEAST = 2
HIGHEST_SLIDER = 100
MOST_FIELDS = 20
MOST_CHOICES = 20
MOST_COLUMNS = 6
MOST_ROWS = 20
# A choice is kept, word for word, with what people answer.
MAX_LABEL_CHARACTERS = 200
MAX_CHOICE_CHARACTERS = 100
FEELINGS_IN_GROUP_LEAST = 2
FEELINGS_IN_GROUP_MOST = 20
MAX_FEELING_CHARACTERS = 40
MAX_CHANGE_CHARACTERS = 400
STORIES_MOST = 2
MAX_BLOCKS = 40

# Freshness, in days
REVIEW_STALE_AFTER = 365
SUPPORT_LINE_STALE_AFTER = 90

# The editors' report: what counts as repetition between lessons
SHINGLE_WORDS = 3
TWIN_WORDS = 10
TWIN_LIKENESS = 0.4
# A run of words that hundreds of paragraphs share says nothing about any two of them.
TWIN_PAIRS_OF_A_RUN = 2_000
OPENING_WORDS = 3
OPENING_TIMES = 3
FIRST_WORDS = 2
