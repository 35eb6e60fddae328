#include "sheet.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"

enum { MOST_COLUMNS = 1000000, MOST_WORDS = 100, NO_COLUMN = -1 };

/* Larger numbers have no finite squares. */
static const double LARGEST = 1e100;

/* Where the reader is. */
typedef struct {
    const char *path;
    char *at; /* the next character; NULL at the end */
    int line; /* its line, from 1 */
    char separator;
    char decimal; /* 0 until a number has shown it */
    char *sentence;
} Reader;

/* A field, unquoted and without blanks around it. */
typedef struct {
    char *text;
    int quoted, last; /* whether it had quotes; whether its line ends with it */
} Field;

__attribute__((format(printf, 2, 3))) static int fault(const Reader *reader, const char *format,
                                                       ...)
{
    va_list arguments;
    va_start(arguments, format);
    int used = snprintf(reader->sentence, SENTENCE, "%s: ", reader->path);
    if (used < SENTENCE)
        vsnprintf(reader->sentence + used, SENTENCE - used, format, arguments);
    va_end(arguments);
    return 0;
}

/* ---- fields ---------------------------------------------------------------------------------- */

static int is_blank(const Reader *reader, char c)
{
    return c == ' ' || (c == '\t' && reader->separator != '\t');
}

/* Moves on over a line end, "\n", "\r\n" or "\r"; to NULL at the end of the text. */
static void next_line(Reader *reader)
{
    char *at = reader->at;
    at += *at == '\r' && at[1] == '\n' ? 2 : *at != '\0';
    reader->line++;
    reader->at = *at ? at : NULL;
}

static void skip_blank_lines(Reader *reader)
{
    while (reader->at) {
        char *at = reader->at;
        while (*at == ' ' || (*at == '\t' && reader->separator != '\t'))
            at++;
        if (*at && *at != '\n' && *at != '\r')
            return;
        reader->at = at;
        next_line(reader);
    }
}

/* The quoted field that begins at reader->at, in place. */
static int read_quoted(Reader *reader, Field *field)
{
    const int opened = reader->line;
    char *from = reader->at + 1, *to = from;
    field->text = to;
    for (;; from++) {
        if (*from == '"' && from[1] == '"')
            from++;
        else if (*from == '"')
            break;
        if (!*from)
            return fault(reader, "line %d: a quotation mark is not closed: close it", opened);
        reader->line += *from == '\n' || (*from == '\r' && from[1] != '\n');
        *to++ = (char)(*from == '\n' || *from == '\r' ? ' ' : *from);
    }
    reader->at = from + 1;
    *to = '\0';
    while (is_blank(reader, *reader->at))
        reader->at++;
    if (*reader->at && !strchr("\r\n", *reader->at) && *reader->at != reader->separator)
        return fault(reader,
                     "line %d: '%.20s' follows a closing quotation mark: write a quotation "
                     "mark within a field twice",
                     reader->line, reader->at);
    return 1;
}

/* Cuts off the next field of the line. */
static int next_field(Reader *reader, Field *field)
{
    char *end;
    while (is_blank(reader, *reader->at))
        reader->at++;
    field->quoted = *reader->at == '"';
    if (field->quoted) {
        if (!read_quoted(reader, field))
            return 0;
        end = reader->at;
    } else {
        field->text = end = reader->at;
        while (*end != reader->separator && *end != '\n' && *end != '\r' && *end)
            end++;
    }
    char *stop = end;
    while (!field->quoted && stop > field->text && is_blank(reader, stop[-1]))
        stop--;
    field->last = *end != reader->separator;
    reader->at = end;
    if (field->last)
        next_line(reader); /* looks at *end before it is overwritten */
    else
        reader->at++;
    if (!field->quoted)
        *stop = '\0';
    return 1;
}

/* Where the field at text ends, by the rules of next_field: at a separator, a line end or the end
 * of the text. */
static const char *field_end(const char *text, char separator)
{
    const char *at = text + strspn(text, separator == '\t' ? " " : " \t");
    if (*at == '"') {
        for (at++; *at && (*at != '"' || at[1] == '"'); at++)
            at += *at == '"';
        at += *at == '"';
    }
    while (*at && *at != separator && *at != '\n' && *at != '\r')
        at++;
    return at;
}

/* How many fields the line at text has; 1 where the separator is not in it. */
static int count_fields(const char *text, char separator)
{
    int count = 1;
    for (; *(text = field_end(text, separator)) == separator; text++)
        count++;
    return count;
}

/* The line after the one at text that is not blank; NULL when there is none. */
static const char *line_after(const char *text, char separator)
{
    while (*(text = field_end(text, separator)) == separator)
        text++;
    text += strspn(text, "\r\n ");
    return *text ? text : NULL;
}

/* The separator that splits the first two lines alike, or else the first into most fields. */
static char find_separator(const char *text)
{
    static const char candidates[] = "\t;,";
    char most = ',';
    for (const char *c = candidates; *c; c++) {
        const char *second = line_after(text, *c);
        int first = count_fields(text, *c), next = second ? count_fields(second, *c) : first;
        if (first > 1 && (next == first || next == first + 1))
            return *c;
        if (first > count_fields(text, most))
            most = *c;
    }
    return most;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Whether text is a number, with its value. The decimal sign of the first number that has one is
 * that of the file; decimal is then set, and unchanged where the text is no number. */
static int read_number(const char *text, char separator, char *decimal, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *p = text;
    char sign = 0, exact = 1;
    int negative = 0, digits = 0, exponent = 0;
    uint64_t mantissa = 0;
    if (!strncmp(p, "\xe2\x88\x92", 3)) /* the typographer's minus */
        negative = 1, p += 3;
    else if (*p == '-' || *p == '+')
        negative = *p++ == '-';
    const char *first = p;
    for (;; p++) {
        if (*p >= '0' && *p <= '9') {
            digits++;
            if (mantissa < UINT64_C(900719925474099))
                mantissa = 10 * mantissa + (uint64_t)(*p - '0'), exponent -= sign != 0;
            else
                exact = 0;
        } else if (!sign && (*p == '.' || (*p == ',' && separator != ',')))
            sign = *p;
        else
            break;
    }
    if (!digits || (sign && *decimal && sign != *decimal))
        return 0;
    const char *end = p;
    if (*p == 'e' || *p == 'E') {
        char *after;
        p++;
        if (!isdigit((unsigned char)p[*p == '-' || *p == '+']))
            return 0;
        long power = strtol(p, &after, 10);
        end = after;
        exponent += (int)(power > 9999 ? 9999 : power < -9999 ? -9999 : power);
    }
    if (*end)
        return 0;
    if (exact && exponent >= -22 && exponent <= 22) {
        /* Both are exact, so that the one operation rounds as strtod does. */
        *value = exponent < 0 ? (double)mantissa / powers[-exponent]
                              : (double)mantissa * powers[exponent];
    } else {
        char *copy = die_printf("%s", first), *comma = strchr(copy, ',');
        if (comma)
            *comma = '.';
        *value = strtod(copy, NULL);
        free(copy);
    }
    if (negative)
        *value = -*value;
    if (!(fabs(*value) <= LARGEST))
        return 0;
    if (sign)
        *decimal = sign;
    return 1;
}

static int is_missing(const char *text)
{
    static const char *const words[] = {"",     "NA",   "N/A",  "#N/A",    "NaN", "nan", "NAN",
                                        "NULL", "null", "None", "missing", "-",   "?",   "."};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(text, words[i]))
            return 1;
    return 0;
}

/* Says what is wrong with a field that is not a number. */
static int no_number(const Reader *reader, int line, int column, const char *name, const char *text)
{
    char where[200], other = 0;
    double value;
    snprintf(where, sizeof where, "line %d, column %d (%.60s)", line, column, name);
    if (is_missing(text))
        return fault(reader,
                     "%s: the value is missing%s%.10s: fill it in, or leave out the row or column",
                     where, *text ? ": " : "", text);
    if (reader->decimal && read_number(text, reader->separator, &other, &value))
        return fault(reader,
                     "%s: '%.40s' has a decimal %s where numbers before it have a %s: "
                     "write all numbers alike",
                     where, text, other == ',' ? "comma" : "point",
                     other == ',' ? "point" : "comma");
    if (!strcasecmp(text, "inf") || !strcasecmp(text, "-inf") || !strcasecmp(text, "infinity"))
        return fault(reader, "%s: '%.40s' is not finite: leave out the row or column", where, text);
    char *end;
    if (fabs(strtod(text, &end)) > LARGEST && end > text && !*end)
        return fault(reader, "%s: '%.40s' is larger than %g: choose a larger unit", where, text,
                     LARGEST);
    int digit = strcspn(text, "0123456789") < strlen(text);
    return fault(reader, "%s: '%.40s' is not a number: %s", where, text,
                 digit ? "write it without units, marks of thousands and other signs"
                       : "write categories as numbers, such as 0 and 1, or leave the column out");
}

/* ---- header ---------------------------------------------------------------------------------- */

typedef struct {
    char **names;
    int count, numbers; /* columns; how many of their names are bare numbers */
} Header;

static void header_free(Header *header)
{
    for (int i = 0; i < header->count; i++)
        free(header->names[i]);
    free(header->names);
}

/* The name in new memory; one that is not UTF-8 is taken for Latin-1. Control characters become
 * blanks. */
static char *copy_name(const char *text)
{
    int left = 0, utf8 = 1;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (left ? (*p & 0xc0) != 0x80 : (*p >= 0x80 && *p < 0xc2) || *p > 0xf4)
            utf8 = 0;
        left = left ? left - 1 : *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc2 ? 1 : 0;
    }
    utf8 &= !left;
    char *name = die_calloc(2 * strlen(text) + 1, 1), *to = name;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p >= 0x80 && !utf8) {
            *to++ = (char)(0xc0 | *p >> 6);
            *to++ = (char)(0x80 | (*p & 0x3f));
        } else
            *to++ = (char)(*p < ' ' || *p == 0x7f ? ' ' : *p);
    return name;
}

static int read_header(Reader *reader, Header *header)
{
    const int line = reader->line, most = count_fields(reader->at, reader->separator);
    if (most > MOST_COLUMNS)
        return fault(reader, "line %d: %d columns are more than %d", line, most, MOST_COLUMNS);
    header->names = die_calloc(most + 1, sizeof *header->names);
    if (most == 1)
        return fault(reader,
                     "line %d: there is one column: separate columns by comma, semicolon or tab",
                     line);
    for (Field field = {0}; !field.last && header->count < most;) {
        double value;
        char decimal = 0;
        if (!next_field(reader, &field))
            return 0;
        header->numbers +=
            !field.quoted && read_number(field.text, reader->separator, &decimal, &value);
        header->names[header->count++] = copy_name(field.text);
    }
    if (header->numbers == header->count)
        return fault(reader,
                     "line %d: all names of columns are numbers: write a line of names "
                     "above the values, or put the names in quotation marks",
                     line);
    return 1;
}

static int by_name(const void *a, const void *b)
{
    const char *const *x = *(const char *const *const *)a, *const *y =
                                                               *(const char *const *const *)b;
    int order = strcmp(*x, *y);
    return order ? order : (x > y) - (x < y);
}

/* Whether every column from `from` on has a name of its own. */
static int check_names(const Reader *reader, const Header *header, int from, int line)
{
    const int count = header->count - from;
    char ***sorted = die_calloc(count, sizeof *sorted);
    for (int i = 0; i < count; i++)
        sorted[i] = header->names + from + i;
    qsort(sorted, count, sizeof *sorted, by_name);
    int good = 1;
    for (int i = 0; good && i < count; i++) {
        int column = (int)(sorted[i] - header->names) + 1;
        if (!**sorted[i])
            good = fault(reader,
                         "line %d, column %d: the column has no name: give it one, or "
                         "remove a separator at the ends of lines",
                         line, column);
        else if (i && !strcmp(*sorted[i], *sorted[i - 1]))
            good = fault(reader,
                         "line %d, column %d: '%.60s' is the name of column %d, too: "
                         "rename one",
                         line, column, *sorted[i], (int)(sorted[i - 1] - header->names) + 1);
    }
    free(sorted);
    return good;
}

/* Which column is the response: that of the name or number, else y, else the last. */
static int find_response(const Reader *reader, const Header *header, int from, const char *wanted)
{
    const char *name = *wanted ? wanted : "y";
    for (int i = from; i < header->count; i++)
        if (!strcmp(header->names[i], name))
            return i;
    if (!*wanted)
        return header->count - 1;
    char *end;
    long number = strtol(wanted, &end, 10);
    if (!*end && number > from && number <= header->count)
        return (int)number - 1;
    char list[200] = "";
    size_t used = 0;
    for (int i = from; i < header->count && used < sizeof list - 1; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > from ? ", " : "",
                                 header->names[i]);
    fault(reader,
          "line 1: no column is called '%.60s', as response= has it; the columns are "
          "%.150s%s: choose one of them",
          wanted, list, used > 150 ? "..." : "");
    return NO_COLUMN;
}

/* ---- rows ------------------------------------------------------------------------------------ */

typedef struct {
    uint64_t hash; /* of the name of a row */
    int line;
} RowName;

/* The columns of the file. */
typedef struct {
    int count, shift; /* fields of a row; 1 where the first of them has none in the header */
    int row_names;    /* 1: the first column has them; 2: if its texts are all different */
    int response;
    char **names;  /* of the header */
    RowName *rows; /* for 2 */
    char *first;   /* the first of them */
} Columns;

static const char *name_of(const Columns *columns, int column)
{
    return column < columns->shift ? "names of rows" : columns->names[column - columns->shift];
}

static uint64_t hash(const char *text)
{
    uint64_t h = UINT64_C(14695981039346656037); /* Fowler, Noll and Vo's */
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return h;
}

static int read_response(Reader *reader, Sheet *sheet, const Columns *columns, int line,
                         const char *text)
{
    double *value = &sheet->y[sheet->N];
    const int number = read_number(text, reader->separator, &reader->decimal, value);
    const int column = columns->response + 1;
    const char *name = name_of(columns, columns->response);
    if (number && !sheet->words.count)
        return 1;
    if (is_missing(text) || (!number && sheet->N && !sheet->words.count))
        return no_number(reader, line, column, name, text);
    if (number)
        return fault(reader,
                     "line %d, column %d (%.60s): the number '%.40s' is among words: write "
                     "all labels alike",
                     line, column, name, text);
    int index = table_word(&sheet->words, text);
    if (index < 0 && sheet->words.count == MOST_WORDS)
        return fault(reader,
                     "line %d, column %d (%.60s): more than %d different words: choose the "
                     "response with SET='response=NAME'",
                     line, column, name, MOST_WORDS);
    *value = index >= 0 ? index : table_add_word(&sheet->words, text);
    return 1;
}

/* The text that names a row; a number among texts makes the column one of numbers, of which the
 * first text is none. */
static int read_row_name(const Reader *reader, const Sheet *sheet, Columns *columns, int line,
                         const char *text)
{
    char decimal = 0;
    double value;
    columns->rows[sheet->N] = (RowName){hash(text), line};
    if (!sheet->N)
        columns->first = die_printf("%s", text);
    return (!is_missing(text) && !read_number(text, reader->separator, &decimal, &value)) ||
           no_number(reader, columns->rows[0].line, 1, columns->names[0], columns->first);
}

static int read_row(Reader *reader, Sheet *sheet, Columns *columns)
{
    const int line = reader->line;
    double *x = sheet->X + (size_t)sheet->N * sheet->n;
    Field field = {0};
    for (int column = 0; column < columns->count; column++) {
        if (field.last)
            return fault(reader,
                         "line %d: %d columns where the header has %d: fill the row up or "
                         "leave it out",
                         line, column - columns->shift, columns->count - columns->shift);
        const int begins = reader->line;
        if (!next_field(reader, &field))
            return 0;
        if (column == 0 && columns->row_names) {
            if (columns->rows && !read_row_name(reader, sheet, columns, begins, field.text))
                return 0;
        } else if (column == columns->response) {
            if (!read_response(reader, sheet, columns, begins, field.text))
                return 0;
        } else if (!read_number(field.text, reader->separator, &reader->decimal, x++))
            return no_number(reader, begins, column + 1, name_of(columns, column), field.text);
    }
    if (!field.last)
        return fault(reader,
                     "line %d: more columns than the %d of the header%s: give each a name, "
                     "or remove what is too many",
                     line, columns->count - columns->shift,
                     reader->separator == ',' && strpbrk(reader->at, ".") == NULL
                         ? ", or is the comma a decimal one"
                         : "");
    sheet->lines[sheet->N++] = line;
    return 1;
}

static int by_hash(const void *a, const void *b)
{
    const RowName *x = a, *y = b;
    return x->hash != y->hash ? (x->hash > y->hash ? 1 : -1)
                              : (x->line > y->line) - (x->line < y->line);
}

/* A line of separators alone, as spreadsheets leave them at the end. */
static int is_empty_row(const char *text, char separator)
{
    while (*text == separator || *text == ' ' || *text == '\t' || *text == '"')
        text++;
    return !*text || *text == '\n' || *text == '\r';
}

static int only_empty_rows(const char *text, char separator)
{
    for (; text; text = line_after(text, separator))
        if (!is_empty_row(text, separator))
            return 0;
    return 1;
}

/* Which columns there are, from the header and the first row. */
static int find_columns(Reader *reader, Columns *columns, const Header *header, int header_line,
                        const char *response)
{
    require(header->count > 1);
    const int fields = count_fields(reader->at, reader->separator);
    columns->shift = fields == header->count + 1;
    columns->count = header->count + columns->shift;
    columns->names = header->names;
    columns->row_names = columns->shift || !*header->names[0];
    const int from = columns->row_names && !columns->shift;
    if (!check_names(reader, header, from, header_line))
        return 0;
    if (header->count - from < 2)
        return fault(reader,
                     "line %d: there is one column beside the names of rows: a response "
                     "and a feature are needed",
                     header_line);
    int found = find_response(reader, header, from, response);
    if (found == NO_COLUMN)
        return 0;
    columns->response = found + columns->shift;
    if (!columns->row_names && columns->response) {
        /* The first field, without changing the text. */
        char copy[64], decimal = 0;
        double value;
        const char *first = reader->at + strspn(reader->at, " ");
        const int quoted = *first == '"';
        const char ends[] = {(char)(quoted ? '"' : reader->separator), '\r', '\n', '\0'};
        const size_t length = strcspn(first + quoted, ends);
        snprintf(copy, sizeof copy, "%.*s", length < sizeof copy ? (int)length : 63,
                 first + quoted);
        for (size_t l = strlen(copy); l && copy[l - 1] == ' '; l--)
            copy[l - 1] = '\0';
        if (!is_missing(copy) && !read_number(copy, reader->separator, &decimal, &value))
            columns->row_names = 2;
    }
    return 1;
}

/* Texts of the first column that are all different are names of rows. */
static int check_row_names(const Reader *reader, const Columns *columns, int N)
{
    qsort(columns->rows, N, sizeof *columns->rows, by_hash);
    int again = 0;
    for (int i = 1; i < N; i++)
        if (columns->rows[i].hash == columns->rows[i - 1].hash &&
            (!again || columns->rows[i].line < columns->rows[again].line))
            again = i;
    if (again)
        return fault(reader,
                     "line %d, column 1 (%.60s): the text of line %d again, so that it is no name "
                     "of a row: write categories as numbers, such as 0 and 1, or leave the column "
                     "out",
                     columns->rows[again].line, columns->names[0], columns->rows[again - 1].line);
    return 1;
}

static int read_rows(Reader *reader, Sheet *sheet, Columns *columns)
{
    require(reader->at && columns->count > 0);
    size_t rows = 1, left = strlen(reader->at);
    for (const char *p = reader->at; *p; p++)
        rows += *p == '\n' || *p == '\r';
    if (rows > left / columns->count + 1) /* a row has a character a column */
        rows = left / columns->count + 1;
    if (rows >= INT_MAX)
        return fault(reader, "there are more rows than %d", INT_MAX - 1);
    sheet->n = columns->count - 1 - (columns->row_names != 0);
    if (sheet->n < 1)
        return fault(reader, "line 1: there is no feature beside the response and the names of "
                             "rows: add a column of numbers");
    sheet->X = die_calloc(rows * (size_t)sheet->n, sizeof *sheet->X);
    sheet->y = die_calloc(rows, sizeof *sheet->y);
    sheet->lines = die_calloc(rows, sizeof *sheet->lines);
    if (columns->row_names == 2)
        columns->rows = die_calloc(rows, sizeof *columns->rows);
    while (reader->at) {
        if (is_empty_row(reader->at, reader->separator) &&
            only_empty_rows(reader->at, reader->separator))
            break;
        if (!read_row(reader, sheet, columns))
            return 0;
        skip_blank_lines(reader);
    }
    if (!sheet->N)
        return fault(reader, "line %d: no row of values follows the header: add rows",
                     reader->line);
    return columns->row_names < 2 || check_row_names(reader, columns, sheet->N);
}

/* A first line "sep=;", as spreadsheets write and read it. */
static int told_separator(Reader *reader)
{
    char *at = reader->at;
    if (strncmp(at, "sep=", 4) != 0 || !at[4] || !strchr(",;\t", at[4]) ||
        (at[5] && !strchr("\r\n", at[5])))
        return 0;
    reader->separator = at[4];
    reader->at = at + 5;
    next_line(reader);
    return 1;
}

static int parse(Reader *reader, Sheet *sheet, const char *response)
{
    const char *text = reader->at;
    if (!strncmp(text, "\xff\xfe", 2) || !strncmp(text, "\xfe\xff", 2))
        return fault(reader, "line 1: the text is in UTF-16: save it as UTF-8");
    if (!strncmp(text, "PK\x03\x04", 4))
        return fault(reader, "line 1: this is a workbook, not a text: save it as CSV");
    if (!strncmp(text, "\xef\xbb\xbf", 3))
        reader->at += 3;
    if (!*reader->at)
        reader->at = NULL;
    reader->separator = ',';
    skip_blank_lines(reader);
    int told = reader->at && told_separator(reader);
    skip_blank_lines(reader);
    if (!reader->at)
        return fault(reader, "line 1: there is nothing to read: a line of names and rows of values "
                             "are needed");
    if (!told)
        reader->separator = find_separator(reader->at);
    const int line = reader->line;
    Header header = {0};
    Columns columns = {0};
    int good = read_header(reader, &header);
    if (good) {
        skip_blank_lines(reader);
        if (!reader->at)
            good = fault(reader, "line %d: no row of values follows the header", line);
    }
    good = good && find_columns(reader, &columns, &header, line, response) &&
           read_rows(reader, sheet, &columns);
    if (good) {
        const int from = columns.row_names && !columns.shift;
        sheet->names = die_calloc(sheet->n, sizeof *sheet->names);
        for (int i = from, j = 0; i < header.count; i++)
            if (i + columns.shift != columns.response)
                sheet->names[j++] = die_printf("%s", header.names[i]);
        sheet->response = die_printf("%s", name_of(&columns, columns.response));
        sheet->response_column = columns.response + 1;
        if (columns.row_names)
            sheet->row_names = die_printf("%s", columns.shift ? "" : header.names[0]);
        sheet->separator = reader->separator;
        sheet->decimal = reader->decimal == ',' ? ',' : '.';
    }
    header_free(&header);
    free(columns.rows);
    free(columns.first);
    return good;
}

Sheet *sheet_parse(char *text, const char *path, const char *response, char *sentence)
{
    Sheet *sheet = die_calloc(1, sizeof *sheet);
    sheet->path = die_printf("%s", path);
    Reader reader = {.path = path, .line = 1};
    reader.at = text;
    reader.sentence = sentence;
    if (parse(&reader, sheet, response))
        return sheet;
    sheet_free(sheet);
    return NULL;
}

Sheet *sheet_read(const char *path, const char *response, char *sentence)
{
    size_t length;
    char *text = files_read(path, &length, sentence);
    if (!text)
        return NULL;
    Sheet *sheet = NULL;
    const int marked = !strncmp(text, "\xff\xfe", 2) || !strncmp(text, "\xfe\xff", 2);
    if (!marked && strncmp(text, "PK", 2) != 0 && strlen(text) < length)
        snprintf(sentence, SENTENCE, "%s: byte %zu is zero: this is not a text: save it as CSV",
                 path, strlen(text) + 1);
    else
        sheet = sheet_parse(text, path, response, sentence);
    free(text);
    return sheet;
}

void sheet_free(Sheet *sheet)
{
    if (!sheet)
        return;
    for (int j = 0; sheet->names && j < sheet->n; j++)
        free(sheet->names[j]);
    free(sheet->names);
    free(sheet->response);
    free(sheet->X);
    free(sheet->y);
    free(sheet->lines);
    free(sheet->row_names);
    free(sheet->path);
    table_words_free(&sheet->words);
    free(sheet);
}
