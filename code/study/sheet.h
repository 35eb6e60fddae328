/* sheet: a table as people have it, read for a regression or a classification.
 *
 * Columns are separated by comma, semicolon or tab, whichever the first lines show; a first line
 * "sep=;" decides. Fields may be quoted. A byte-order mark, every kind of line end and blank lines
 * are passed over. Where the separator is no comma, numbers may have a decimal comma, but then all
 * of them. A first column of row names is set aside: one without a name, as R and pandas write it,
 * one that the header lacks, or one of texts that are all different. The response is the column of
 * the name asked for, else "y", else the last; all others are features, which are numbers.
 *
 * Memory: the text of the file and 8 bytes a number.
 */
#ifndef SHEET_H
#define SHEET_H

#include "table.h"

typedef struct {
    char *path;
    int N, n;         /* samples, features */
    char **names;     /* (n) of the features */
    char *response;   /* name of the response */
    double *X;        /* (N,n) row-major */
    double *y;        /* (N) numbers, or indices of words */
    TableWords words; /* of the response, in the order of their appearance; none for numbers */
    int *lines;       /* (N) the line of the file that a sample begins in */
    char *row_names;  /* name of the column set aside, "" if it has none; NULL if there is none */
    char separator;   /* ',', ';' or '\t' */
    char decimal;     /* '.' or ',' */
    int response_column; /* in the file, from 1 */
} Sheet;

/* Reads the file at path; response is the name of a column, or "" for the default. sheet_free
 * frees. A malformed file gives NULL and a sentence with file, line and, where one field is at
 * fault, column, and what to do. */
Sheet *sheet_read(const char *path, const char *response, char *sentence);

/* The same from text in memory, which is changed; path serves for the sentences only. */
Sheet *sheet_parse(char *text, const char *path, const char *response, char *sentence);

void sheet_free(Sheet *sheet);

#endif
