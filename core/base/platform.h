/* platform.h -- the systems and compilers that klimb supports; on any other the build stops here with
 * one error message.
 *
 * Linux and glibc: the harness uses their calls for processes, files and memory. 64 bits: a long holds
 * every count. Little endian: nothing else has been tested. gcc 12 and clang 14 are the oldest compilers
 * that the tests have run with. harness/setup/setup.sh compiles this header first, so that the message
 * is printed once and not for every file.
 */
#ifndef KLIMB_PLATFORM_H
#define KLIMB_PLATFORM_H

#if defined __clang__
#define KLIMB_COMPILER_IS_KNOWN (__clang_major__ >= 14)
#elif defined __GNUC__
#define KLIMB_COMPILER_IS_KNOWN (__GNUC__ >= 12)
#else
#define KLIMB_COMPILER_IS_KNOWN 0
#endif

#if defined __linux__ && defined __LP64__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <features.h> /* defines __GLIBC__ where the C library is glibc */
#endif

#if !defined __GLIBC__ || !KLIMB_COMPILER_IS_KNOWN
#error "klimb supports Linux with glibc, 64-bit little-endian, and gcc 12 or clang 14 or newer"
#endif

#endif
