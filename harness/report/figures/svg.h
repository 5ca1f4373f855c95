/* svg.h -- shortens gnuplot's SVG, for a report with hundreds of figures.
 */
#ifndef KLIMB_SVG_H
#define KLIMB_SVG_H

#include <stddef.h>

/* svg_shrink -- shorten an SVG file of gnuplot in place; about a third goes. Returns its new size.
 * Inside tags: coordinates are rounded to a tenth of a pixel, colours written as #rrggbb, attributes
 * that have their initial value left out; groups without content, indentation and
 * definitions of marks that nothing uses are dropped. Text is unchanged. Pictures are shown pixel by pixel instead of
 * smoothed. Input that is not SVG is unchanged except for such edits. */
size_t svg_shrink(char *bytes, size_t size);

#endif
