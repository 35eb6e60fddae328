/* record: results out. A record is one JSON file of named numbers with their provenance, and any
 * number of CSV tables beside it:
 *
 *     <prefix>.json             experiment, cell, profile, parameters, results, and the tables
 *                               with their rows and SHA-256
 *     <prefix>.csv, <prefix>-<table>.csv
 *
 * Tables take their names first and the JSON last, so that a record is there whole or not at all.
 * Whole numbers are written exactly, others with RECORD_DIGITS significant digits: enough to be
 * read, few enough to hide the last bits in which processors and libraries differ. A number that
 * is not finite is refused as a programmer's mistake; a missing value is RECORD_EMPTY. Names may
 * come from parameters: one that cannot be, or is there already, ends the program.
 */
#ifndef RECORD_H
#define RECORD_H

#include <float.h>

enum { RECORD_DIGITS = 7 };
#define RECORD_EMPTY (-DBL_MAX)

typedef struct Record Record;
typedef struct RecordTable RecordTable;

/* Opens the record of an experiment; cell may be NULL, for a record over all cells. parameters is
 * the JSON text of them, or NULL. */
Record *record_open(const char *prefix, const char *experiment, const char *cell,
                    const char *profile, const char *parameters);

/* Opens a table, whose columns are those of its first row; name "" for the main one. */
RecordTable *record_table(Record *record, const char *name);

/* The same with a header of comma-separated column names. */
RecordTable *record_headed(Record *record, const char *name, const char *header);

/* A value under the name of its column. */
typedef struct {
    const char *column;
    double value;
} RecordField;

/* Writes one row of fields {"column", value}: in every row the same columns in the same order. A
 * row whose condition is 0 is not written, but gives a table without any row its header. */
#define record_row(table, ...) record_row_if(1, table, __VA_ARGS__)
#define record_row_if(condition, table, ...)                                                       \
    record_fields(table, condition, (const RecordField[]){__VA_ARGS__},                            \
                  sizeof((const RecordField[]){__VA_ARGS__}) / sizeof(RecordField))
void record_fields(RecordTable *table, int condition, const RecordField *fields, int count);

/* Writes one row: as many numbers as the header has columns. */
void record_values(RecordTable *table, const double *values, int count);

/* value, or RECORD_EMPTY where it is not finite. */
double record_finite(double value);

/* Has the numbers 0, 1, ... of a column of the header written as the first, second, ... of
 * comma-separated words. */
void record_words(RecordTable *table, const char *column, const char *words);

/* Notes a result under a path of names ("epochs", or "a0.1/epochs"). */
void record_number(Record *record, const char *path, double value);

/* Notes the SHA-256 of an input the record was made from. */
void record_input(Record *record, const char *name, const char *sha256);

/* Publishes tables and JSON, and frees the record. */
void record_close(Record *record);

/* The least power of ten that is not below |value|, 1e-12 at least: how to record a rounding error,
 * whose digits mean nothing and differ between processors. */
double record_bound(double value);

/* value as a multiple of unit, the error that it has from rounding or integration: digits below
 * unit mean nothing and differ between processors. */
double record_resolved(double value, double unit);

/* value as it is written in a record, in text of 32 bytes. */
void record_format(char text[32], double value);

#endif
