/* schema_words.h -- keys whose values are words: lists, maps, paths of files, times. Internal to schema.
 */
#ifndef KLIMB_SCHEMA_WORDS_H
#define KLIMB_SCHEMA_WORDS_H

#include "base/text.h"
#include "scenario/schema_set.h"

/* Bytes of the longest name of a setting, the NUL included. */
enum { SCHEMA_NAME_MAX = 48 };

/* Setters for schema_set. A list replaces a base's list; a map sets its own names and keeps a base's others. */
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

/* schema_set_pair -- replace the value of a name that a map has. STATUS_FORMAT for another name lists those it has. */
enum status schema_set_pair(struct scenario *scenario, const struct schema_source *source,
                            const struct schema_key *key, const char *name,
                            const struct yaml_node *node, struct error *error) MUST_CHECK;

/* schema_relative -- a path written in a file of source->folder, made relative to the scenario's folder. */
enum status schema_relative(char out[FILE_PATH_MAX], const struct scenario *scenario,
                            const struct schema_source *source, const char *written,
                            struct error *error) MUST_CHECK;

/* schema_add_words -- ["python3", "train.py"]. schema_add_pairs -- {kl: "my_kl"}. schema_add_seconds -- 600 s. */
void schema_add_words(struct text *text, const struct words *words);
void schema_add_pairs(struct text *text, const struct words *map);
void schema_add_seconds(struct text *text, double seconds);

#endif
