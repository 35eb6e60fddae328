/* numbers: from results and parameters to TeX, so that no number in the text is typed by hand.
 *
 *     numbers OUTPUT ROOT PROFILE SOURCE...
 *
 * finds every \res[FORMAT]{experiment/cell/key} and \param[FORMAT]{experiment/cell/key} in the TeX
 * sources, looks the key up in ROOT/data/results/<experiment>.json or
 * ROOT/data/params/<experiment>.json, and writes OUTPUT, a TeX file that defines each of them for
 * results.sty. An unknown key is an error that names source, line and key. A parameter that is
 * common to all cells is \param{experiment/key}; entry k of an array is .../key/k. A result that
 * is committed, because no build can or should make it again, is \res{reference/<name>/key}, from
 * data/reference/<name>.json, or \res{extended/<experiment>/cell/key}, from
 * data/reference/extended.
 *
 * FORMAT is that of printf, without the percent sign: .3g (default of \res), g (default of \param),
 * .2f, .1e. Other formats are d for a whole number in groups of three digits, p for a percentage
 * (.1p), and s for a text.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"
#include "json.h"

enum { KEY = 200, TEX = 256 };

/* Prefixes of the keys of committed results. */
static const struct {
    const char *prefix, *folder;
} COMMITTED[] = {{"reference/", "data/reference"}, {"extended/", "data/reference/extended"}};

static const char *root;
static struct {
    char *path;
    Json *json;
} * documents;
static int document_count;

/* The file's content, read once. place is the \res or \param, for messages. */
static const Json *document(const char *path, const char *place)
{
    for (int i = 0; i < document_count; i++)
        if (!strcmp(documents[i].path, path))
            return documents[i].json;
    documents = realloc(documents, ((size_t)document_count + 1) * sizeof *documents);
    require(documents);
    char sentence[SENTENCE];
    Json *json = json_read(path, sentence);
    if (!json)
        die("%s: %s", place, sentence);
    documents[document_count].path = die_printf("%s", path);
    documents[document_count].json = json;
    return documents[document_count++].json;
}

/* The value of the key: a number or a text. */
static const Json *look_up(const char *kind, const char *key, const char *place)
{
    char *folder = die_printf("%sdata/%s", root, *kind == 'r' ? "results" : "params");
    for (size_t i = 0; *kind == 'r' && i < sizeof COMMITTED / sizeof *COMMITTED; i++) {
        size_t length = strlen(COMMITTED[i].prefix);
        if (!strncmp(key, COMMITTED[i].prefix, length)) {
            free(folder);
            folder = die_printf("%s", COMMITTED[i].folder);
            key += length;
        }
    }
    const char *slash = strchr(key, '/');
    if (!slash)
        die("%s: the key has no experiment: write experiment/cell/key", place);
    char *path = die_printf("%s/%.*s.json", folder, (int)(slash - key), key);
    free(folder);
    const Json *json = document(path, place);
    char *inside = die_printf("%s/%s", *kind == 'r' ? "results" : "cells", slash + 1);
    const Json *found = json_find(json, inside);
    free(inside);
    if (*kind == 'p') {
        /* A cell's parameter that the cell leaves to the experiment. */
        const char *last = strrchr(key, '/');
        if (!found && last > slash) {
            char *cell = die_printf("cells/%.*s", (int)(last - slash - 1), slash + 1);
            if (json_find(json, cell))
                found = json_find(json, last + 1);
            free(cell);
        }
        if (!found)
            found = json_find(json, slash + 1);
    }
    if (!json_has_number(found) && !json_has_text(found))
        die("%s: no number or text of this key in %s: correct the key", place, path);
    free(path);
    return found;
}

/* Digits in groups of three from five on, as TeX. */
static void group_digits(char tex[TEX], const char *digits)
{
    size_t sign = *digits == '-', length = strspn(digits + sign, "0123456789"), out = 0;
    for (size_t i = 0; digits[i]; i++) {
        size_t left = length + sign - i;
        if (i > sign && i < length + sign && length > 4 && left % 3 == 0)
            out += (size_t)sprintf(tex + out, "\\,");
        tex[out++] = digits[i];
    }
    tex[out] = '\0';
}

/* The value in the given format, as TeX for mathematics; 0 when the format is unknown, or the
 * value too long in it. */
static int format_number(char tex[TEX], const char *format, double value)
{
    char specification[16], text[64], *exponent;
    int length;
    size_t digits = strspn(format, "0123456789");
    if (format[digits] == '.')
        digits += 1 + strspn(format + digits + 1, "0123456789");
    char conversion = format[digits];
    if (digits > 3 || !conversion || format[digits + 1] || !strchr("gfedp", conversion))
        return 0;
    if (conversion == 'd') {
        length = snprintf(text, sizeof text, "%.0f", value);
        group_digits(tex, text);
        return value == rint(value) && length < (int)sizeof text;
    }
    if (conversion == 'p') {
        snprintf(specification, sizeof specification, "%%%.*sf", (int)digits, format);
        length = snprintf(text, sizeof text, specification, 100 * value);
        snprintf(tex, TEX, "%s\\,\\%%", text);
        return isfinite(100 * value) && length < (int)sizeof text;
    }
    /* printf's g takes exponents below 1e-4; readers want them a little earlier. */
    if (conversion == 'g' && value != 0 && fabs(value) < 1e-3) {
        int precision = digits > 1 ? (int)strtol(format + 1, NULL, 10) : 6;
        length = snprintf(text, sizeof text, "%.*e", precision > 0 ? precision - 1 : 0, value);
        if (length >= (int)sizeof text)
            return 0;
        exponent = strchr(text, 'e');
        require(exponent);
        char *last = exponent - 1; /* as g does, drop closing zeros */
        while (memchr(text, '.', (size_t)(exponent - text)) && (*last == '0' || *last == '.'))
            if (*last-- == '.')
                break;
        memmove(last + 1, exponent, strlen(exponent) + 1);
    } else {
        snprintf(specification, sizeof specification, "%%%.*s%c", (int)digits, format, conversion);
        length = snprintf(text, sizeof text, specification, value);
        if (length >= (int)sizeof text)
            return 0;
    }
    exponent = strchr(text, 'e');
    if (!exponent) {
        group_digits(tex, text);
        return 1;
    }
    *exponent = '\0';
    int power = (int)strtol(exponent + 1, NULL, 10), minus_one = !strcmp(text, "-1");
    if (!strcmp(text, "1") || minus_one)
        snprintf(tex, TEX, "%s10^{%d}", minus_one ? "-" : "", power);
    else
        snprintf(tex, TEX, "%s\\times 10^{%d}", text, power);
    return 1;
}

static void write_macro(FILE *out, const char *kind, const char *format, const char *key,
                        const char *place)
{
    const Json *value = look_up(kind, key, place);
    char tex[TEX];
    if (json_has_text(value)) {
        if (snprintf(tex, sizeof tex, "%s", json_text(value)) >= TEX)
            die("%s: the text '%.60s...' is too long: at most %d characters", place, tex, TEX - 1);
        for (const char *p = tex; *p; p++)
            if (!isalnum((unsigned char)*p) && !strchr(" .,-+", *p))
                die("%s: the text '%s' has a character other than letters, digits and .,-+", place,
                    tex);
        if (strcmp(format, "s") != 0)
            die("%s: the format '%s' is for numbers and this is a text: use [s]", place, format);
        fprintf(out, "\\expandafter\\def\\csname %s:%s:%s\\endcsname{%s}\n", kind, format, key,
                tex);
        return;
    }
    if (!format_number(tex, format, json_number(value)))
        die("%s: %.17g cannot be written in the format '%s': use one such as .3g, .2f, d or .1p",
            place, json_number(value), format);
    fprintf(out, "\\expandafter\\def\\csname %s:%s:%s\\endcsname{\\ensuremath{%s}}\n", kind, format,
            key, tex);
}

/* Reads OPEN ... CLOSE at *p into text and moves on; 0 when there is none. */
static int read_argument(char text[KEY], const char **p, char open, char close)
{
    if (**p != open)
        return 0;
    const char *end = strchr(*p, close);
    if (!end || end - *p > KEY - 1)
        return 0;
    snprintf(text, KEY, "%.*s", (int)(end - *p - 1), *p + 1);
    *p = end + 1;
    return 1;
}

static void scan(FILE *out, const char *source)
{
    char sentence[SENTENCE];
    char *text = files_read(source, NULL, sentence);
    if (!text)
        die("%s", sentence);
    int line = 1;
    for (const char *p = text; *p; p++) {
        line += *p == '\n';
        if (*p == '%' && (p == text || p[-1] != '\\')) { /* a comment */
            p += strcspn(p, "\n") - 1;
            continue;
        }
        const char *kind = !strncmp(p, "\\res", 4) && !isalpha((unsigned char)p[4])     ? "res"
                           : !strncmp(p, "\\param", 6) && !isalpha((unsigned char)p[6]) ? "param"
                                                                                        : NULL;
        if (!kind)
            continue;
        char format[KEY], key[KEY], place[2 * KEY + 64];
        const char *q = p + 1 + strlen(kind);
        if (!read_argument(format, &q, '[', ']'))
            snprintf(format, sizeof format, "%s", *kind == 'r' ? ".3g" : "g");
        if (!read_argument(key, &q, '{', '}') || strchr(key, '#') || strchr(key, '\\'))
            continue; /* the definition of a macro */
        snprintf(place, sizeof place, "%s: line %d: \\%s{%s}", source, line, kind, key);
        write_macro(out, kind, format, key, place);
        p = q - 1;
    }
    free(text);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        die("usage: %s OUTPUT ROOT PROFILE SOURCE...", argv[0]);
    root = argv[2];
    Output *output = files_create(argv[1]);
    fprintf(output->stream,
            "\\def\\profile{%s}\n\\def\\results{%sdata/results/}\n\\def\\figures{%sfigures/}\n",
            argv[3], root, root);
    /* The paths from the folder of the PDF, ROOT/paper, to the sources, and from there to ROOT. */
    fprintf(output->stream, "\\providecommand\\built{%s}\n\\providecommand\\repository{../", root);
    for (const char *p = strchr(root, '/'); p; p = strchr(p + 1, '/'))
        fputs("../", output->stream);
    fputs("}\n", output->stream);
    for (int i = 4; i < argc; i++)
        scan(output->stream, argv[i]);
    files_commit(output);
    for (int i = 0; i < document_count; i++) {
        json_free(documents[i].json);
        free(documents[i].path);
    }
    free(documents);
}
