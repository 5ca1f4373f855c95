/* The handwritten digits of core/data/digits/README.md, embedded so that no golden curve depends on a file that
 * somebody has to fetch. The path is relative to the root, where make runs. */
    .section .rodata
    .balign 16
    .global klimb_digits_csv_gz
    .type klimb_digits_csv_gz, %object
klimb_digits_csv_gz:
    .incbin "core/data/digits/digits.csv.gz"
digits_csv_gz_end:
    .size klimb_digits_csv_gz, digits_csv_gz_end - klimb_digits_csv_gz
    .balign 4
    .global klimb_digits_csv_gz_bytes
    .type klimb_digits_csv_gz_bytes, %object
klimb_digits_csv_gz_bytes:
    .long digits_csv_gz_end - klimb_digits_csv_gz
    .size klimb_digits_csv_gz_bytes, 4

/* Without this note the linker would make the program's stack executable. */
    .section .note.GNU-stack, "", %progbits
