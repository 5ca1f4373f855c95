/* study_map.h -- reads maps in the file of a study by a table of their keys.
 */
#ifndef KLIMB_STUDY_MAP_H
#define KLIMB_STUDY_MAP_H

#include "format/yaml.h"
#include "sweep/study.h"

struct study_reader {
    const struct yaml *yaml;
    struct study *study;
    struct scenario *scratch; /* scratch to check settings */
    int *has_wrong_axes;      /* out: what depends on the axes was not checked */
};

/* Read the value of a key into a struct. */
typedef enum status study_read_function(const struct study_reader *reader,
                                        const struct yaml_node *node, void *into,
                                        struct error *error);

struct study_member {
    const char *name;
    int is_needed;
    study_read_function *read;
};

/* study_map_read -- read the keys of a map by their rows, in the order of the rows.
 *   what     what errors call the map: "the study"
 *   members  [count]
 * STATUS_FORMAT: not a map, an unknown key (with the known ones and the nearest), a missing key, and errors of the
 * rows, for all keys together (klimb_error_join). */
enum status study_map_read(const struct study_reader *reader, const char *what,
                           const struct yaml_node *node, const struct study_member *members,
                           long count, void *into, struct error *error) MUST_CHECK;

/* study_map_word -- a name for people: text of 1 to STUDY_WORD_MAX - 1 bytes without controls. */
enum status study_map_word(char word[STUDY_WORD_MAX], const struct study_reader *reader,
                           const struct yaml_node *node, struct error *error) MUST_CHECK;

/* study_map_choice -- one of `names` (NULL-terminated), as its index. */
enum status study_map_choice(long *choice, const struct study_reader *reader,
                             const struct yaml_node *node, const char *const *names,
                             struct error *error) MUST_CHECK;

#endif
