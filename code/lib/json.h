/* json: reading JSON documents; the only module that knows cJSON for reading. */
#ifndef JSON_H
#define JSON_H

typedef struct cJSON Json;

/* The document in the file at path; json_free frees. NULL and a sentence when it is not JSON, with
 * file and line, or when an object has a key twice or a number is too large, with the key. */
Json *json_read(const char *path, char *sentence);

/* The same from text in memory; path serves for the sentences only. */
Json *json_parse(const char *text, const char *path, char *sentence);

void json_free(Json *json);

/* The member under a path of names or array indices ("cells/a0.1/alpha"), or NULL. */
const Json *json_find(const Json *json, const char *path);

/* The members of an object or array in order: the first, the next; NULL after the last. */
const Json *json_first(const Json *json);
const Json *json_next(const Json *json);
const char *json_name(const Json *json);

/* The number or text of a member; has tells whether it is one (NULL is neither). */
int json_has_number(const Json *json);
int json_has_text(const Json *json);
int json_is_object(const Json *json);
int json_is_array(const Json *json);
double json_number(const Json *json);
const char *json_text(const Json *json);

/* A copy of object with its members replaced or joined by those of patch (RFC 7396), without the
 * members in drop, a list of names that ends with NULL; json_free frees. patch may be NULL. */
Json *json_merge(const Json *object, const Json *patch, const char *const *drop);

/* The document on one line; the caller frees. */
char *json_print(const Json *json);

#endif
