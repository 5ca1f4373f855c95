/* schema_words.h -- keys whose values are words: lists, maps, paths of files, times. Internal to schema.
 */
#ifndef KLIMB_SCHEMA_WORDS_H
#define KLIMB_SCHEMA_WORDS_H

#include "base/text.h"
#include "scenario/schema_set.h"

/* More bytes than the name of a setting has, the NUL included. */
enum { SCHEMA_NAME_MAX = 48 };

/* Setters as schema_set calls them. A list replaces the one before; the names of a map are set one by one, so that a base's
 * others stay. */
enum status schema_set_words(struct scenario *scenario, const struct schema_source *source,
                             const struct schema_key *key, const struct yaml_node *node,
                             struct error *error) MUST_CHECK;
enum status schema_set_files(struct scenario *scenario, const struct schema_source *source,
                             const struct schema_key *key, const struct yaml_node *node,
                             struct error *error) MUST_CHECK;
enum status schema_set_pairs(struct scenario *scenario, const struct schema_source *source,
                             const struct schema_key *key, const struct yaml_node *node,
                             struct error *error) MUST_CHECK;
enum status schema_set_seconds(struct scenario *scenario, const struct schema_source *source,
                               const struct schema_key *key, const struct yaml_node *node,
                               struct error *error) MUST_CHECK;

/* schema_set_pair -- another value for one name that a map has. STATUS_FORMAT names those that it has. */
enum status schema_set_pair(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const char *name,
                            const struct yaml_node *node, struct error *error) MUST_CHECK;

/* schema_relative -- a path that a file in source->folder writes, as the scenario's file would write it. */
enum status schema_relative(char out[FILE_PATH_MAX], const struct scenario *scenario,
                            const struct schema_source *source, const char *written,
                            struct error *error) MUST_CHECK;

/* schema_add_words -- ["python3", "train.py"]. schema_add_pairs -- {kl: "my_kl"}. schema_add_seconds -- 600 s. */
void schema_add_words(struct text *text, const struct words *words);
void schema_add_pairs(struct text *text, const struct words *map);
void schema_add_seconds(struct text *text, double seconds);

#endif
