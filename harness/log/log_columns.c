#include "log/log_columns.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* States of a quantity in --columns, other than the index of a column. */
enum { NOT_ASKED = -2, LEFT_OUT = -1 };

/* The column number for an error; 0 if each value has its name. */
static long column_of(const struct log_header *header, long place) {
    return header->line > 0 ? place + 1 : 0;
}

static enum status twice(const struct log_header *header, long place, struct error *error) {
    char name[LOG_CELL_SHOWN];
    log_cell_show(name, header->cell[place]);
    klimb_error_at(error, STATUS_FORMAT, header->name, header->line, column_of(header, place),
                   "column \"%s\" appears twice", name);
    return STATUS_FORMAT;
}

static int are_equal(struct log_cell a, struct log_cell b) {
    return log_names_equal(a.text, a.length, b.text, b.length);
}

/* ---- what was asked for ---------------------------------------------------------------------- */

/* A list of names for a message, as many as fit. */
static void list_header(char list[200], const struct log_header *header) {
    size_t used = 0;
    list[0] = '\0';
    for (long place = 0; place < header->columns; place++) {
        char name[LOG_CELL_SHOWN];
        log_cell_show(name, header->cell[place]);
        if (used + strlen(name) + 8 >= 200) {
            snprintf(list + used, 200 - used, ", ...");
            return;
        }
        used += (size_t)snprintf(list + used, 200 - used, "%s\"%s\"", place > 0 ? ", " : "", name);
    }
}

static enum status no_such_column(const struct log_header *header, struct log_cell wanted,
                                  const char *named, struct error *error) {
    char name[LOG_CELL_SHOWN], list[200];
    log_cell_show(name, wanted);
    list_header(list, header);
    klimb_error_at(error, STATUS_FORMAT, header->name, header->line, 0,
                   "no column \"%s\", which %s names", name, named != NULL ? named : "--columns");
    klimb_error_hint(error, "the columns are %s", list);
    return STATUS_FORMAT;
}

static enum status bad_columns(struct log_cell pair, struct error *error) {
    char name[LOG_CELL_SHOWN];
    const char *names[LOG_VALUE + 1] = {NULL};
    for (int quantity = 0; quantity < LOG_VALUE; quantity++)
        names[quantity] = log_quantity_name(quantity);
    const char *equals = memchr(pair.text, '=', (size_t)pair.length);
    log_cell_show(name,
                  (struct log_cell){pair.text, equals != NULL ? equals - pair.text : pair.length});
    if (equals == NULL) {
        klimb_error_set(error, STATUS_INVALID, "--columns must be NAME=COLUMN,..., not \"%s\"",
                        name);
        klimb_error_hint(error, "as in --columns recon=mse,kl=kl_term");
        return STATUS_INVALID;
    }
    const char *nearest = text_nearest(name, names);
    klimb_error_set(error, STATUS_INVALID, "--columns: klimb has no column \"%s\"", name);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s? `klimb help records` lists all", nearest);
    else
        klimb_error_hint(error, "`klimb help records` lists all");
    return STATUS_INVALID;
}

/* One "kl=bar".
 *   asked  in, out [LOG_QUANTITIES] */
static enum status take_pair(long *asked, struct log_cell pair, const struct log_header *header,
                             const char *named, struct error *error) {
    const char *equals = memchr(pair.text, '=', (size_t)pair.length);
    int quantity = equals != NULL ? log_quantity_of(pair.text, equals - pair.text) : -1;
    if (quantity < 0)
        return bad_columns(pair, error);
    struct log_cell wanted = {equals + 1, pair.text + pair.length - equals - 1};
    asked[quantity] = LEFT_OUT;
    for (long place = 0; place < header->columns && wanted.length > 0; place++) {
        if (!are_equal(header->cell[place], wanted))
            continue;
        if (asked[quantity] >= 0 && !header->may_repeat)
            return twice(header, place, error);
        if (asked[quantity] < 0)
            asked[quantity] = place;
    }
    return wanted.length == 0 || asked[quantity] >= 0
               ? STATUS_OK
               : no_such_column(header, wanted, named, error);
}

static enum status take_asked(long *asked, const struct log_header *header,
                              const struct log_options *options, struct error *error) {
    enum status status = STATUS_OK;
    const char *text = options->columns;
    for (int quantity = 0; quantity < LOG_QUANTITIES; quantity++)
        asked[quantity] = NOT_ASKED;
    while (status == STATUS_OK && text != NULL) {
        const char *comma = strchr(text, ',');
        const char *end = comma != NULL ? comma : strchr(text, '\0');
        status = take_pair(asked, (struct log_cell){text, end - text}, header, options->named,
                           error);
        text = comma != NULL ? comma + 1 : NULL;
    }
    return status;
}

int log_columns_asks(const struct log_options *options, struct log_cell name) {
    const char *text = options->columns, *end;
    for (; text != NULL && *text != '\0'; text = *end == ',' ? end + 1 : end) {
        end = text + strcspn(text, ",");
        const char *equals = memchr(text, '=', (size_t)(end - text));
        if (equals != NULL && are_equal((struct log_cell){equals + 1, end - equals - 1}, name))
            return 1;
    }
    return 0;
}

/* ---- by name --------------------------------------------------------------------------------- */

static int is_asked_for(const long *asked, long place) {
    for (int quantity = 0; quantity < LOG_QUANTITIES; quantity++)
        if (asked[quantity] == place)
            return 1;
    return 0;
}

/* Takes the first of two names that differ only in separators, if may_repeat allows that. */
static enum status offer(struct log_columns *columns, const struct log_name *name, long place,
                         const struct log_header *header, struct error *error) {
    struct log_slot *slot = &columns->slot[name->quantity][name->role];
    if (!header->may_repeat && slot->place >= 0 &&
        are_equal(header->cell[slot->place], header->cell[place]))
        return twice(header, place, error);
    if (slot->place < 0 || name->rank < slot->rank)
        *slot = (struct log_slot){.place = place, .sign = name->sign, .rank = name->rank};
    return STATUS_OK;
}

/* The first column of a data frame that was written with its index has no name. */
static int is_index(const struct log_header *header, long place) {
    return place == 0 && header->cell[0].length == 0 && header->columns > 1;
}

static enum status take_names(struct log_columns *columns, const long *asked,
                              const struct log_header *header, struct error *error) {
    enum status status = STATUS_OK;
    for (long place = 0; status == STATUS_OK && place < header->columns; place++) {
        struct log_name name = {.quantity = LOG_STEP, .sign = 1, .rank = LONG_MAX};
        struct log_cell cell = header->cell[place];
        if (!is_index(header, place) && !log_name_find(&name, cell.text, cell.length))
            continue;
        if (asked[name.quantity] == NOT_ASKED && !is_asked_for(asked, place))
            status = offer(columns, &name, place, header, error);
    }
    return status;
}

/* If there are epochs, an index is not a step: it numbers the rows. */
static void prefer_epoch(struct log_columns *columns) {
    struct log_slot *step = &columns->slot[LOG_STEP][LOG_PLAIN];
    if (step->rank == LONG_MAX && columns->slot[LOG_EPOCH][LOG_PLAIN].place >= 0)
        step->place = -1;
}

static int has_observable(const struct log_columns *columns) {
    for (int quantity = 0; quantity < OBSERVABLES; quantity++)
        for (int role = 0; role < LOG_ROLES; role++)
            if (columns->slot[quantity][role].place >= 0)
                return 1;
    return 0;
}

/* ---- TensorBoard ----------------------------------------------------------------------------- */

/* TensorBoard's tag in the name of a file, "run_.-tag-kl.csv"; else the name without suffix. */
static struct log_cell find_tag(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *leaf = slash != NULL ? slash + 1 : path, *begin = leaf;
    for (const char *at = leaf; (at = strstr(at, "-tag-")) != NULL; at++)
        begin = at + 5;
    const char *dot = strrchr(begin, '.');
    return (struct log_cell){begin, dot != NULL ? dot - begin : (long)strlen(begin)};
}

static enum status take_tag(struct log_columns *columns, const struct log_header *header,
                            struct error *error) {
    struct log_name name;
    char shown[LOG_CELL_SHOWN];
    struct log_cell tag = find_tag(header->name);
    long place = columns->slot[LOG_VALUE][LOG_PLAIN].place;
    if (log_name_find(&name, tag.text, tag.length) && name.quantity < OBSERVABLES)
        return offer(columns, &name, place, header, error);
    log_cell_show(shown, tag);
    klimb_error_at(error, STATUS_FORMAT, header->name, header->line, column_of(header, place),
                   "column \"Value\": the name of the file must say of what, as in "
                   "run-tag-kl.csv, and \"%s\" is not known",
                   shown);
    klimb_error_hint(error, "--columns kl=Value says it");
    return STATUS_FORMAT;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static enum status nothing_known(const struct log_header *header, struct error *error) {
    char list[200];
    if (header->columns == 0)
        return klimb_error_at(error, STATUS_FORMAT, header->name, 0, 0,
                              "no values; must be numbers with names");
    list_header(list, header);
    klimb_error_at(error, STATUS_FORMAT, header->name, header->line, 0,
                   "no column that klimb knows: %s", list);
    klimb_error_hint(error,
                     "%s--columns recon=NAME,kl=NAME says which they are, and `klimb help "
                     "records` lists what is known",
                     header->line > 0 ? "the first line must name the columns; " : "");
    return STATUS_FORMAT;
}

enum status log_columns_choose(struct log_columns *columns, const struct log_header *header,
                               const struct log_options *options, struct error *error) {
    long asked[LOG_QUANTITIES];
    for (int quantity = 0; quantity < LOG_QUANTITIES; quantity++)
        for (int role = 0; role < LOG_ROLES; role++)
            columns->slot[quantity][role] = (struct log_slot){.place = -1, .sign = 1};
    enum status status = take_asked(asked, header, options, error);
    if (status == STATUS_OK)
        status = take_names(columns, asked, header, error);
    if (status != STATUS_OK)
        return status;
    for (int quantity = 0; quantity < LOG_QUANTITIES; quantity++)
        if (asked[quantity] >= 0)
            columns->slot[quantity][LOG_PLAIN].place = asked[quantity];
    prefer_epoch(columns);
    if (!has_observable(columns) && columns->slot[LOG_VALUE][LOG_PLAIN].place >= 0)
        return take_tag(columns, header, error);
    return has_observable(columns) ? STATUS_OK : nothing_known(header, error);
}
