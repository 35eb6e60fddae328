/* table: numeric tables in comma-separated files: a header row of column names, then one number a
 * column in every row. An empty field is a missing value and reads as NaN. */
#ifndef TABLE_H
#define TABLE_H

typedef struct {
    char *path;
    int rows, columns;
    char **names;   /* columns of them */
    double *values; /* (rows, columns) row-major */
} Table;

/* Reads the file at path; table_free frees. A malformed file gives NULL and a sentence with file,
 * line and, where one field is at fault, column. */
Table *table_read(const char *path, char *sentence);

/* The same from text in memory; path serves for the sentences only. text is changed. */
Table *table_parse(char *text, const char *path, char *sentence);

/* Index of the named column, or -1. */
int table_column(const Table *table, const char *name);

void table_free(Table *table);

#endif
