#include "scenario/scenario_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scenario/claims/reference.h"
#include "scenario/scenario_cache.h"
#include "scenario/scenario_external.h"
#include "scenario/scenario_find.h"
#include "scenario/scenario_override.h"
#include "scenario/schema.h"
#include "scenario/schema_print.h"

/* A reader could not follow a longer chain of bases. */
enum { LAYERS_MAX = 16 };

/* One file of the chain from a scenario to its last base. */
struct layer {
    struct yaml yaml;
    char name[SCENARIO_NAME_MAX];
    char folder[FILE_PATH_MAX]; /* below the experiments folder */
    int is_borrowed;            /* the cache frees it */
};

/* All that a scenario is built from: files, the scenario's own first, and overrides. */
struct sources {
    const char *root;
    struct scenario_cache *cache; /* NULL for none */
    struct layer layers[LAYERS_MAX];
    int layer_count;
    const char *const *overrides;
    long override_count;
};

static enum status scenario_file(char path[FILE_PATH_MAX], const char *root, const char *name,
                                 struct error *error) {
    char file[SCENARIO_NAME_MAX + sizeof SCENARIO_SUFFIX];
    snprintf(file, sizeof file, "%s" SCENARIO_SUFFIX, name);
    return file_join(path, root, file, error);
}

static enum status read_layer(struct sources *sources, const char *name, struct error *error) {
    struct layer *layer = &sources->layers[sources->layer_count];
    char path[FILE_PATH_MAX];
    snprintf(layer->name, sizeof layer->name, "%s", name);
    file_parent(layer->folder, name);
    enum status status = scenario_file(path, sources->root, name, error);
    layer->is_borrowed = 0;
    if (status == STATUS_OK && sources->layer_count == 0)
        status = yaml_read(&layer->yaml, path, error);
    else if (status == STATUS_OK)
        status = scenario_cache_read(&layer->yaml, &layer->is_borrowed, sources->cache, name, path,
                                     error);
    if (status != STATUS_OK)
        return status;
    sources->layer_count++;
    if (layer->yaml.root == NULL)
        return klimb_error_at(error, STATUS_FORMAT, path, 1, 1,
                              "the file is empty; a scenario has "
                              "at least a claim");
    return STATUS_OK;
}

/* "a -> b -> a": a circular chain of bases. */
static enum status circle_error(const struct sources *sources, const struct yaml_node *node,
                                const char *name, struct error *error) {
    struct text chain = {0};
    for (int i = 0; i < sources->layer_count; i++)
        text_add(&chain, "%s -> ", sources->layers[i].name);
    text_add(&chain, "%s", name);
    enum status status = yaml_error(&sources->layers[sources->layer_count - 1].yaml, node, error,
                                    "base: scenarios inherit from each other in a circle: %s",
                                    chain.failed ? name : chain.bytes);
    text_free(&chain);
    return status;
}

/* Whether the base called `name`, found in the last layer, can be read as the next one. */
static enum status check_base(const struct sources *sources, const struct yaml_node *node,
                              const char *name, struct error *error) {
    const struct layer *last = &sources->layers[sources->layer_count - 1];
    for (int i = 0; i < sources->layer_count; i++)
        if (strcmp(sources->layers[i].name, name) == 0)
            return circle_error(sources, node, name, error);
    if (sources->layer_count == LAYERS_MAX)
        return yaml_error(&last->yaml, node, error,
                          "base: more than %d scenarios inherit from "
                          "each other",
                          LAYERS_MAX);
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    enum status status = scenario_file(path, sources->root, name, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind != FILE_NONE)
        return status;
    status = yaml_error(&last->yaml, node, error, "base: there is no file %s", path);
    scenario_cache_hint_nearest(sources->cache, error, sources->root, name);
    return status;
}

/* The name of the base that the last layer gives, empty for none. */
static enum status base_of_last(char name[SCENARIO_NAME_MAX], const struct sources *sources,
                                struct error *error) {
    const struct layer *last = &sources->layers[sources->layer_count - 1];
    const struct yaml_node *node = yaml_get(last->yaml.root, "base");
    name[0] = '\0';
    if (node == NULL)
        return STATUS_OK;
    struct scenario reader = {0};
    const struct schema_source source = {.yaml = &last->yaml, .folder = last->folder};
    enum status status = schema_apply(&reader, &source, "base", node, error);
    if (status != STATUS_OK)
        return status;
    memcpy(name, reader.base, SCENARIO_NAME_MAX);
    return check_base(sources, node, name, error);
}

/* Read a scenario's file, then its base, then the base's base ... */
static enum status read_layers(struct sources *sources, const char *name, struct error *error) {
    char next[SCENARIO_NAME_MAX];
    snprintf(next, sizeof next, "%s", name);
    while (next[0] != '\0') {
        enum status status = read_layer(sources, next, error);
        if (status == STATUS_OK)
            status = base_of_last(next, sources, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static void free_layers(struct sources *sources) {
    for (int i = 0; i < sources->layer_count; i++)
        if (!sources->layers[i].is_borrowed)
            yaml_tree_free(&sources->layers[i].yaml);
}

/* Report all errors of a file, or of several, together. */
static enum status answer(struct error *error, const struct error *all) {
    if (all->status != STATUS_OK && error != NULL)
        *error = *all;
    return all->status;
}

/* The last base first, so that a file nearer to the scenario replaces its values. */
static enum status apply_layers(struct scenario *scenario, const struct sources *sources,
                                struct error *error) {
    struct error all = {0};
    for (int i = sources->layer_count - 1; i >= 0; i--) {
        const struct layer *layer = &sources->layers[i];
        const struct schema_source source = {
            .yaml = &layer->yaml, .folder = layer->folder, .is_base = i > 0};
        struct error own = {0};
        if (schema_apply(scenario, &source, "", layer->yaml.root, &own) != STATUS_OK)
            klimb_error_join(&all, &own);
    }
    return answer(error, &all);
}

static enum status apply_overrides(struct scenario *scenario, const struct sources *sources,
                                   struct error *error) {
    struct error all = {0};
    for (long i = 0; i < sources->override_count; i++) {
        struct error own = {0};
        if (scenario_override(scenario, sources->overrides[i], &own) != STATUS_OK)
            klimb_error_join(&all, &own);
    }
    return answer(error, &all);
}

/* Walk down a dotted path. NULL when the file does not have it. */
static const struct yaml_node *find_node(const struct yaml_node *node, const char *path) {
    while (node != NULL && *path != '\0') {
        char part[SCHEMA_PATH_MAX];
        size_t length = strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", (int)length, path);
        node = yaml_get(node, part);
        path += length + (path[length] == '.');
    }
    return node;
}

/* Whether an override sets the key or the section that the key is in. */
static int overrides_key(const char *override, const char *path) {
    size_t length = strcspn(override, "=");
    return strncmp(override, path, length) == 0 && (path[length] == '\0' || path[length] == '.');
}

/* Give an error the place that set the value of a key: an override, the scenario or one of its
 * bases. For a default, that is the scenario's file. */
static void blame_key(struct error *error, const struct sources *sources, const char *path) {
    if (error == NULL)
        return;
    for (long i = sources->override_count - 1; i >= 0; i--)
        if (overrides_key(sources->overrides[i], path)) {
            scenario_blame_override(error, sources->overrides[i]);
            return;
        }
    snprintf(error->file, sizeof error->file, "%s", sources->layers[0].yaml.file);
    for (int i = 0; i < sources->layer_count; i++) {
        const struct yaml_node *node = find_node(sources->layers[i].yaml.root, path);
        if (node == NULL)
            continue;
        snprintf(error->file, sizeof error->file, "%s", sources->layers[i].yaml.file);
        error->line = node->line;
        error->column = node->column;
        return;
    }
}

/* The decoder mirrors the encoder unless a file says otherwise. */
static void fill_in_decoder(struct model_config *model) {
    if (model->decoder_layers >= 0)
        return;
    model->decoder_layers = model->encoder_layers;
    for (long i = 0; i < model->encoder_layers; i++)
        model->decoder_hidden[i] = model->encoder_hidden[model->encoder_layers - 1 - i];
}

/* Makes the paths to open from the paths as written. */
static enum status resolve_paths(struct scenario *scenario, struct error *error) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    file_parent(folder, scenario->path);
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        if (key->type != SCHEMA_PATH)
            continue;
        const char *written = (const char *)scenario + key->offset;
        char *resolved = (char *)scenario + key->resolved_offset;
        if (written[0] == '\0')
            continue;
        enum status status = file_join(path, folder, written, error);
        if (status != STATUS_OK)
            return status;
        if (strlen(path) >= (size_t)key->capacity)
            return klimb_error_at(error, STATUS_INVALID, scenario->path, 0, 0,
                                  "%s: the path %s is longer than %ld bytes", key->path, path,
                                  key->capacity - 1);
        memcpy(resolved, path, strlen(path) + 1);
    }
    return STATUS_OK;
}

/* Checks the rules between keys. Those of klimb's own trainer do not apply to another. */
static enum status check_config(struct scenario *scenario, const struct sources *sources,
                                struct error *error) {
    struct error reason = {0};
    enum status status = scenario_external_check(scenario, &reason);
    if (status == STATUS_OK && !scenario_is_external(scenario))
        status = klimb_config_check(&scenario->config, &reason);
    if (status == STATUS_OK)
        return status;
    blame_key(&reason, sources, reason.key);
    if (error != NULL)
        *error = reason;
    return status;
}

static enum status check_prose(const struct scenario *scenario, const struct sources *sources,
                               struct error *error) {
    if (scenario->claim[0] == '\0') {
        klimb_error_at(error, STATUS_FORMAT, scenario->path, 1, 1,
                       "the claim is missing: a scenario says in words what it shows");
        klimb_error_hint(error, "add a line like 'claim: The KL rises while ...'");
        return STATUS_FORMAT;
    }
    if (scenario->golden_seeds >= scenario->check_seeds)
        return STATUS_OK;
    enum status status = klimb_error_set(
        error, STATUS_INVALID, "seeds.check must be at most seeds.golden, which is %ld, not %ld",
        scenario->golden_seeds, scenario->check_seeds);
    blame_key(error, sources, "seeds.check");
    return status;
}

/* Scenarios that claims refer to must exist. */
static enum status check_references(const struct scenario *scenario, const struct sources *sources,
                                    struct error *error) {
    for (long i = 0; i < scenario->expect.count; i++) {
        const struct claim *claim = &scenario->expect.claims[i];
        char path[FILE_PATH_MAX];
        if (claim->kind != CLAIM_RATIO)
            continue;
        enum file_kind kind = FILE_NONE;
        enum status status = scenario_file(path, sources->root, claim->reference, error);
        if (status == STATUS_OK)
            status = file_look(&kind, path, error);
        if (status != STATUS_OK)
            return status;
        if (kind != FILE_NONE)
            continue;
        status = klimb_error_at(error, STATUS_FORMAT, scenario->path, claim->line, 0,
                                "ratio: there is no file %s", path);
        scenario_cache_hint_nearest(sources->cache, error, sources->root, claim->reference);
        return status;
    }
    return STATUS_OK;
}

static enum status digest(struct scenario *scenario, struct error *error) {
    struct text text = {0};
    scenario_canonical(&text, scenario, 0);
    enum status status = text.failed
                             ? klimb_error_set(error, STATUS_MEMORY, "no memory for a scenario")
                             : STATUS_OK;
    if (status == STATUS_OK)
        file_digest(scenario->digest, text.bytes, text.length);
    text_free(&text);
    return status;
}

/* Fill a scenario, whose name and path are set, from its sources. A cache has filled in the
 * defaults. */
static enum status fill(struct scenario *scenario, const struct sources *sources,
                        struct error *error) {
    enum status status = sources->cache == NULL ? schema_set_defaults(scenario, error) : STATUS_OK;
    if (status == STATUS_OK)
        status = apply_layers(scenario, sources, error);
    if (status == STATUS_OK)
        status = apply_overrides(scenario, sources, error);
    fill_in_decoder(&scenario->config.model);
    if (status == STATUS_OK)
        status = resolve_paths(scenario, error);
    if (status == STATUS_OK)
        status = check_prose(scenario, sources, error);
    if (status == STATUS_OK)
        status = check_config(scenario, sources, error);
    if (status == STATUS_OK)
        status = check_references(scenario, sources, error);
    if (status != STATUS_OK || (sources->cache != NULL && !sources->cache->is_digested))
        return status;
    return digest(scenario, error);
}

/* Names must be printable: they appear in tables, logs and command lines. */
static enum status check_name(const struct scenario *scenario, struct error *error) {
    if (!text_has_controls(scenario->name))
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID,
                    "the name of the scenario '%s' has a control character or a line break",
                    scenario->path);
    klimb_error_hint(error, "rename the file");
    return STATUS_INVALID;
}

enum status scenario_load(struct scenario *scenario, const char *root, const char *reference,
                          const char *const *overrides, long count, struct error *error) {
    return scenario_load_cached(scenario, NULL, root, reference, overrides, count, error);
}

enum status scenario_load_cached(struct scenario *scenario, struct scenario_cache *cache,
                                 const char *root, const char *reference,
                                 const char *const *overrides, long count, struct error *error) {
    struct sources sources; /* its layers are filled one by one */
    char path[FILE_PATH_MAX];
    sources.root = root;
    sources.cache = cache;
    sources.layer_count = 0;
    sources.overrides = overrides;
    sources.override_count = count;
    *scenario = cache != NULL ? cache->defaults : (struct scenario){0};
    enum status status = scenario_find(scenario->name, root, reference, error);
    if (status == STATUS_OK)
        status = scenario_file(path, root, scenario->name, error);
    if (status == STATUS_OK && strlen(path) >= sizeof scenario->path)
        status = klimb_error_set(error, STATUS_INVALID, "the path %s is longer than %zu bytes",
                                 path, sizeof scenario->path - 1);
    if (status != STATUS_OK) {
        scenario_free(scenario);
        return status;
    }
    memcpy(scenario->path, path, strlen(path) + 1);
    scenario->is_overridden = count > 0;
    status = check_name(scenario, error);
    if (status == STATUS_OK)
        status = read_layers(&sources, scenario->name, error);
    if (status == STATUS_OK)
        status = fill(scenario, &sources, error);
    free_layers(&sources);
    if (status != STATUS_OK)
        scenario_free(scenario);
    return status;
}

void scenario_canonical(struct text *text, const struct scenario *scenario, int with_prose) {
    schema_format(text, scenario, with_prose);
}
