/* Text: lines, or the glosses of WordNet, as symbols of alphabet.h. The file is read in pieces, so a line may have
 * any length; its first data.length symbols are kept. Blanks at both ends of an example are dropped.
 *
 * A data file of WordNet (data.noun, data.verb, data.adj, data.adv) begins with a licence, whose lines begin with two
 * blanks. In any other line the gloss follows a vertical bar. Semicolons separate its definitions and example
 * sentences; the text before the first semicolon is kept.
 * Source: wndb(5WN) of WordNet 3.0, "Data File Format". */
#include "data/alphabet.h"
#include "data/dataset_file.h"
#include "data/dataset_internal.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_PIECE_BYTES = 1 << 16 };

/* The place of the reader in a line: before, inside or behind the example. */
enum text_place { TEXT_BEFORE, TEXT_INSIDE, TEXT_BEHIND };

struct text_reader {
    const struct data_config *config;
    const char *path;
    unsigned char *symbol; /* [room, length] */
    long count, room;      /* examples */
    /* The line that is read. */
    long line; /* 1-based */
    long column;
    enum text_place place;
    long filled;  /* its symbols so far; may be more than are kept */
    int is_apart; /* whether a blank follows the last one */
    int is_licence;
};

static void begin_line(struct text_reader *reader) {
    reader->line++;
    reader->column = 0;
    reader->place = reader->config->format == TEXT_WORDNET ? TEXT_BEFORE : TEXT_INSIDE;
    reader->filled = 0;
    reader->is_apart = 0;
    reader->is_licence = 0;
}

/* Makes room for more examples: twice as many as before, up to the most that a data set may hold. */
static enum status make_room(struct text_reader *reader, struct error *error) {
    long most = (long)(DATASET_BYTES_MAX / sizeof(real)) /
                (reader->config->length * ALPHABET_SYMBOLS);
    if (reader->count < reader->room)
        return STATUS_OK;
    if (reader->count >= most) {
        klimb_error_at(
            error, STATUS_FORMAT, reader->path, reader->line, 0,
            "more than %ld examples of %ld symbols up to here, the most that can be read", most,
            reader->config->length);
        klimb_error_hint(error, "data.limit reads only the first examples");
        return STATUS_FORMAT;
    }
    long room = 2 * reader->room + 1024;
    unsigned char *symbol = realloc(reader->symbol, (size_t)room * (size_t)reader->config->length);
    if (symbol == NULL)
        return klimb_error_at(error, STATUS_MEMORY, reader->path, reader->line, 0,
                              "no memory for %ld lines of text", room);
    reader->symbol = symbol;
    reader->room = room;
    return STATUS_OK;
}

static void keep(struct text_reader *reader, int symbol) {
    long length = reader->config->length;
    if (reader->filled < length)
        reader->symbol[reader->count * length + reader->filled] = (unsigned char)symbol;
    reader->filled++;
}

/* A run of blanks becomes one space if text follows. */
static void take_symbol(struct text_reader *reader, int symbol) {
    if (symbol == ALPHABET_SPACE)
        reader->is_apart = 1;
    if (symbol < 0 || symbol == ALPHABET_SPACE)
        return;
    if (reader->is_apart && reader->filled > 0)
        keep(reader, ALPHABET_SPACE);
    reader->is_apart = 0;
    keep(reader, symbol);
}

static void take_wordnet(struct text_reader *reader, unsigned char byte) {
    if (reader->column <= 2)
        reader->is_licence = byte == ' ' && (reader->column == 1 || reader->is_licence);
    if (reader->place == TEXT_BEFORE && byte == '|')
        reader->place = TEXT_INSIDE;
    else if (reader->place == TEXT_INSIDE && byte == ';')
        reader->place = TEXT_BEHIND;
    else if (reader->place == TEXT_INSIDE)
        take_symbol(reader, klimb_alphabet_symbol(byte));
}

/* A line without text is not an example. */
static enum status end_line(struct text_reader *reader, struct error *error) {
    long length = reader->config->length;
    int is_wordnet = reader->config->format == TEXT_WORDNET;
    if (is_wordnet && !reader->is_licence && reader->place == TEXT_BEFORE && reader->column > 0) {
        klimb_error_at(error, STATUS_FORMAT, reader->path, reader->line, 0,
                       "the line has no |, after which the gloss must come");
        klimb_error_hint(error, "data.format wordnet reads data.noun, data.verb, data.adj and "
                                "data.adv; other text is data.format lines");
        return STATUS_FORMAT;
    }
    if (reader->filled > 0 && !reader->is_licence) {
        for (long t = reader->filled; t < length; t++)
            keep(reader, ALPHABET_END);
        reader->count++;
    }
    begin_line(reader);
    return make_room(reader, error);
}

static enum status take_byte(struct text_reader *reader, unsigned char byte, struct error *error) {
    if (byte == '\n')
        return end_line(reader, error);
    reader->column++;
    if (byte == '\0')
        return klimb_error_at(error, STATUS_FORMAT, reader->path, reader->line, reader->column,
                              "the byte is 0, so this is not a text file");
    if (reader->config->format == TEXT_WORDNET)
        take_wordnet(reader, byte);
    else
        take_symbol(reader, klimb_alphabet_symbol(byte));
    return STATUS_OK;
}

static int is_enough(const struct text_reader *reader) {
    return reader->config->limit > 0 && reader->count >= reader->config->limit;
}

static enum status read_lines(struct text_reader *reader, struct dataset_file *file,
                              struct error *error) {
    unsigned char piece[TEXT_PIECE_BYTES];
    size_t count = TEXT_PIECE_BYTES;
    enum status status = make_room(reader, error);
    while (status == STATUS_OK && count == TEXT_PIECE_BYTES && !is_enough(reader)) {
        status = klimb_dataset_file_read_some(file, piece, TEXT_PIECE_BYTES, &count, error);
        for (size_t i = 0; status == STATUS_OK && i < count && !is_enough(reader); i++)
            status = take_byte(reader, piece[i], error);
    }
    return status == STATUS_OK && !is_enough(reader) ? end_line(reader, error) : status;
}

enum status klimb_dataset_read_text(struct dataset *dataset, const struct dataset_request *request,
                                    struct error *error) {
    const struct data_config *config = request->config;
    struct dataset_file file;
    struct text_reader reader = {.config = config, .path = request->path};
    begin_line(&reader);
    enum status status = klimb_dataset_file_open(&file, request->path, request->path_key, error);
    if (status == STATUS_OK)
        status = read_lines(&reader, &file, error);
    struct dataset_sequences about = {request->path, reader.count, config->length, ALPHABET_SYMBOLS,
                                      config->scale > 0 ? config->scale : 1};
    if (status == STATUS_OK)
        status = klimb_dataset_fill_one_hot(dataset, reader.symbol, &about, error);
    free(reader.symbol);
    klimb_dataset_file_close(&file);
    return status;
}
