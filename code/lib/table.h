/* table: tables in comma-separated files: a header row of column names, then one number a column in
 * every row; any field may be in quotes. An empty field is a missing value and reads as NaN. Where
 * the caller has a list of words, a column may have words for numbers, throughout: a letter, then
 * letters, digits and _.- */
#ifndef TABLE_H
#define TABLE_H

/* The words met so far; one list may serve several tables. Begins as {0}. */
typedef struct {
    char **texts;
    int count;
} TableWords;

enum { TABLE_UNKNOWN, TABLE_NUMBERS, TABLE_WORDS };

typedef struct {
    char *path;
    int rows, columns;
    char **names;   /* columns of them */
    int *kinds;     /* (columns): what the values are, TABLE_UNKNOWN while all are missing */
    double *values; /* (rows, columns) row-major; a word is its index in the list of words */
} Table;

/* Reads the file at path; table_free frees. A malformed file gives NULL and a sentence with file,
 * line and, where one field is at fault, column. */
Table *table_read(const char *path, char *sentence);

/* The same from text in memory; path serves for the sentences only. text is changed. words, which
 * grows by the words of the text, may be NULL: then there are none. */
Table *table_parse(char *text, const char *path, TableWords *words, char *sentence);

/* Index of the word in the list, or -1. */
int table_word(const TableWords *words, const char *word);
/* Index of the word, which joins the list. */
int table_add_word(TableWords *words, const char *word);
void table_words_free(TableWords *words);

/* Index of the named column, or -1. */
int table_column(const Table *table, const char *name);

void table_free(Table *table);

#endif
