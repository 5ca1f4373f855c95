/* The archive that harness/setup/pack.sh has made, in the variant `static`; in all others it is empty. The
 * path of the archive is that of the Makefile, relative to the root, where make runs.
 */
    .section .rodata
    .balign 16
    .global packed_archive
    .type packed_archive, %object
packed_archive:
#ifdef KLIMB_PACKED
    .incbin KLIMB_PACKED
#endif
packed_archive_end:
    .size packed_archive, packed_archive_end - packed_archive
    .balign 8
    .global packed_archive_size
    .type packed_archive_size, %object
packed_archive_size:
    .quad packed_archive_end - packed_archive
    .size packed_archive_size, 8

/* Without this note the linker would make the program's stack executable. */
    .section .note.GNU-stack, "", %progbits
