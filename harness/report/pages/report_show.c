/* The figures of the pages, as the table of figures has them. */
#include <string.h>

#include "report/pages/report_pages.h"

/* Where a figure stands, by its layout. */
static enum report_place place_of(const struct report_figure *figure) {
    if (strcmp(figure->layout, "departure") == 0)
        return REPORT_IN_FAILURE;
    if (strcmp(figure->layout, "overlay comparator") == 0)
        return REPORT_ON_COMPARATOR;
    return strcmp(figure->layout, "spark") == 0 ? REPORT_IN_ROW : REPORT_ON_PAGE;
}

static void add_figure(struct report_page *page, struct text *out,
                       const struct report_figure *figure, const struct report_topic *topic,
                       enum report_part part) {
    struct text source = {0}, alt = {0}, caption = {0};
    char path[FILE_PATH_MAX], height[REPORT_NUMBER_MAX];
    if (page->status == STATUS_OK)
        page->status = report_figure_path(path, figure, topic, page->error);
    if (page->status != STATUS_OK)
        return;
    report_add_address(page, &source, path);
    if (topic->scope == REPORT_OF_STUDY)
        snprintf(height, sizeof height, "%ld", report_study_height(&topic->study->study));
    else
        snprintf(height, sizeof height, "%s", figure->height);
    figure->describe(&alt, topic);
    figure->explain(&caption, topic);
    const struct template_field fields[] = {
        REPORT_MARKUP("source", source.bytes),  REPORT_WORDS("kind", figure->layout),
        REPORT_WORDS("name", figure->name),     REPORT_WORDS("width", figure->width),
        REPORT_WORDS("height", height),         REPORT_WORDS("alt", alt.bytes),
        REPORT_WORDS("caption", caption.bytes),
    };
    REPORT_FILL(page, out, part, fields);
    report_drop(page, &source);
    report_drop(page, &alt);
    report_drop(page, &caption);
}

void report_add_figures(struct report_page *page, struct text *out,
                        const struct report_topic *topic, enum report_place place) {
    for (int i = 0; i < REPORT_FIGURES; i++) {
        const struct report_figure *figure = &report_figures[i];
        if (figure->scope == topic->scope && place_of(figure) == place &&
            figure->lacks(topic) == NULL)
            add_figure(page, out, figure, topic, place == REPORT_IN_ROW ? PART_SPARK : PART_FIGURE);
    }
}
