/* svg.h -- gnuplot's SVG without what it says twice, for a report of hundreds of figures.
 */
#ifndef KLIMB_SVG_H
#define KLIMB_SVG_H

#include <stddef.h>

/* svg_shrink -- shorten an SVG file of gnuplot in place; about a third goes. Returns its new size.
 * Inside tags: coordinates are rounded to a tenth of a pixel, colours written as #rrggbb, attributes
 * that have their initial value left out; groups without content, indentation and
 * definitions of marks that nothing uses are dropped. Text
 * stays as it is. Pictures are shown pixel by pixel instead of smoothed. What is not SVG comes back
 * unharmed but for such changes. */
size_t svg_shrink(char *bytes, size_t size);

#endif
