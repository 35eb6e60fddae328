#include "table.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"

enum { MOST_COLUMNS = 10000, MOST_WORDS = 1000 };

/* Cuts the next field, up to a comma, off *rest, and takes the quotes off it (RFC 4180); NULL when
 * the line is spent. */
static char *next_field(char **rest)
{
    char *field = *rest, *end = field;
    if (!field)
        return NULL;
    if (*field == '"')
        do
            end += strcspn(end + 1, "\"") + 1;
        while (*end && end[1] == '"' && *++end);
    if (end > field && *end && (!end[1] || end[1] == ',')) {
        *rest = end[1] ? end + 2 : NULL;
        char *to = field;
        for (char *from = field + 1; from < end; from += 1 + (*from == '"'))
            *to++ = *from;
        *to = '\0';
        return field;
    }
    char *comma = strchr(field, ',');
    if (comma)
        *comma++ = '\0';
    *rest = comma;
    return field;
}

/* Cuts the next line off *rest, without its line end; NULL at the end of the text. */
static char *next_line(char **rest)
{
    char *line = *rest;
    if (!line || !*line)
        return NULL;
    size_t length = strcspn(line, "\n");
    *rest = line[length] ? line + length + 1 : NULL;
    line[length] = '\0';
    if (length && line[length - 1] == '\r')
        line[length - 1] = '\0';
    return line;
}

static int read_header(Table *table, char *line, char *sentence)
{
    for (char *field; (field = next_field(&line));) {
        if (!*field || table_column(table, field) >= 0 || table->columns == MOST_COLUMNS) {
            snprintf(sentence, SENTENCE, "%s: line 1, column %d: %s", table->path,
                     table->columns + 1,
                     !*field                          ? "the column has no name"
                     : table->columns == MOST_COLUMNS ? "too many columns"
                                                      : "a second column of this name");
            return 0;
        }
        if (!(table->columns & (table->columns + 1))) { /* grow at 0, 1, 3, 7, ... */
            char **larger =
                realloc(table->names, (2 * (size_t)table->columns + 1) * sizeof *larger);
            if (!larger)
                die("%s: no memory for its columns", table->path);
            table->names = larger;
        }
        table->names[table->columns++] = die_printf("%s", field);
    }
    return 1;
}

static int is_word(const char *field)
{
    if (!isalpha((unsigned char)*field))
        return 0;
    while (isalnum((unsigned char)*field) || (*field && strchr("_.-", *field)))
        field++;
    return !*field;
}

int table_word(const TableWords *words, const char *word)
{
    for (int i = 0; i < words->count; i++)
        if (!strcmp(words->texts[i], word))
            return i;
    return -1;
}

void table_words_free(TableWords *words)
{
    for (int i = 0; i < words->count; i++)
        free(words->texts[i]);
    free(words->texts);
    *words = (TableWords){0};
}

int table_add_word(TableWords *words, const char *word)
{
    char **larger = realloc(words->texts, ((size_t)words->count + 1) * sizeof *larger);
    if (!larger)
        die("no memory for the word '%s'", word);
    words->texts = larger;
    words->texts[words->count] = die_printf("%s", word);
    return words->count++;
}

/* Index of the word, which joins the list if it is new; -1 when the list is full. */
static int index_of(TableWords *words, const char *word)
{
    int index = table_word(words, word);
    return index >= 0 || words->count == MOST_WORDS ? index : table_add_word(words, word);
}

static int read_row(Table *table, char *line, double *values, TableWords *words, char *sentence)
{
    int number = table->rows + 2;
    for (int column = 0; column < table->columns; column++) {
        char *field = next_field(&line), *end = field;
        if (!field) {
            snprintf(sentence, SENTENCE, "%s: line %d: %d columns where the header has %d",
                     table->path, number, column, table->columns);
            return 0;
        }
        double value = *field ? strtod(field, &end) : NAN;
        int kind = words && *end && is_word(field) ? TABLE_WORDS : TABLE_NUMBERS;
        if (kind == TABLE_WORDS) {
            value = index_of(words, field);
            if (value < 0) {
                snprintf(sentence, SENTENCE, "%s: line %d, column %d (%.60s): more than %d words",
                         table->path, number, column + 1, table->names[column], MOST_WORDS);
                return 0;
            }
        } else if (*end || strpbrk(field, "xX") || (*field && !isfinite(value))) {
            snprintf(sentence, SENTENCE,
                     "%s: line %d, column %d (%.60s): '%.40s' is not a finite number", table->path,
                     number, column + 1, table->names[column], field);
            return 0;
        }
        if (*field && table->kinds[column] && table->kinds[column] != kind) {
            snprintf(sentence, SENTENCE, "%s: line %d, column %d (%.60s): '%.40s' among %s",
                     table->path, number, column + 1, table->names[column], field,
                     kind == TABLE_WORDS ? "numbers" : "words");
            return 0;
        }
        if (*field)
            table->kinds[column] = kind;
        values[column] = value;
    }
    if (line) {
        snprintf(sentence, SENTENCE, "%s: line %d: more columns than the %d of the header",
                 table->path, number, table->columns);
        return 0;
    }
    return 1;
}

Table *table_parse(char *text, const char *path, TableWords *words, char *sentence)
{
    Table *table = die_calloc(1, sizeof *table);
    table->path = die_printf("%s", path);
    if (!strncmp(text, "\xef\xbb\xbf", 3)) /* a byte order mark, as spreadsheets write it */
        text += 3;
    char *rest = text, *line = next_line(&rest);
    int good = line && *line;
    if (!good)
        snprintf(sentence, SENTENCE, "%s: line 1: no header row", path);
    good = good && read_header(table, line, sentence);
    size_t lines = 0, length = good && rest ? strlen(rest) : 0;
    /* Blank lines at the end. In a table of one column they are missing values. */
    while (length && table->columns > 1 && strchr("\r\n", rest[length - 1]))
        rest[--length] = '\0';
    for (size_t i = 0; i < length; i++)
        lines += rest[i] == '\n' || i + 1 == length;
    if (lines > INT_MAX - 2) {
        snprintf(sentence, SENTENCE, "%s: too many lines", path);
        good = 0;
    }
    if (good) {
        /* A row has at least a character a column; only the last of them may be short of one. */
        if (lines > length / table->columns + 1)
            lines = length / table->columns + 1;
        table->kinds = die_calloc(table->columns, sizeof *table->kinds);
        table->values = die_calloc(lines * (size_t)table->columns, sizeof *table->values);
    }
    while (good && (line = next_line(&rest))) {
        good = read_row(table, line, table->values + (size_t)table->rows * table->columns, words,
                        sentence);
        table->rows += good;
    }
    if (good)
        return table;
    table_free(table);
    return NULL;
}

Table *table_read(const char *path, char *sentence)
{
    char *text = files_read(path, NULL, sentence);
    if (!text)
        return NULL;
    Table *table = table_parse(text, path, NULL, sentence);
    free(text);
    return table;
}

int table_column(const Table *table, const char *name)
{
    for (int column = 0; column < table->columns; column++)
        if (!strcmp(table->names[column], name))
            return column;
    return -1;
}

void table_free(Table *table)
{
    if (!table)
        return;
    for (int column = 0; column < table->columns; column++)
        free(table->names[column]);
    free(table->names);
    free(table->kinds);
    free(table->values);
    free(table->path);
    free(table);
}
