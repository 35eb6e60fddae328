/* profile: the parameters of a profile, from those of the full one.
 *
 *     profile PROFILE PARAMETERS OUTPUT [SEED]
 *
 * writes PARAMETERS with the members of its "profiles"/PROFILE merged in, a member "profile" that
 * names it, and SEED in place of its seed, if it has one. It reads as the experiments do, so that
 * what they refuse is refused here.
 */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "files.h"
#include "json.h"

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5)
        die("usage: %s PROFILE PARAMETERS OUTPUT [SEED]", argv[0]);
    char sentence[SENTENCE];
    Json *full = json_read(argv[2], sentence);
    if (!full)
        die("%s", sentence);
    if (!json_is_object(full))
        die("%s: must be an object", argv[2]);
    const Json *profiles = json_find(full, "profiles");
    if (profiles && !json_is_object(profiles))
        die("%s: key 'profiles' must be an object of objects", argv[2]);
    for (const Json *patch = json_first(profiles); patch; patch = json_next(patch))
        if (!json_is_object(patch))
            die("%s: key 'profiles': '%.60s' must be an object", argv[2], json_name(patch));
    char *path = die_printf("profiles/%s", argv[1]),
         *text = argc == 5 && json_find(full, "seed")
                     ? die_printf("{\"profile\": \"%s\", \"seed\": \"%s\"}", argv[1], argv[4])
                     : die_printf("{\"profile\": \"%s\"}", argv[1]);
    Json *name = json_parse(text, "PROFILE", sentence);
    if (!name)
        die("%s", sentence);
    const char *const none[] = {NULL};
    Json *merged = json_merge(full, json_find(full, path), none),
         *named = json_merge(merged, name, none);
    free(text);
    text = json_print(named);
    Output *output = files_create(argv[3]);
    fprintf(output->stream, "%s\n", text);
    files_commit(output);
    free(text);
    free(path);
    json_free(named);
    json_free(merged);
    json_free(name);
    json_free(full);
}
