/* libarchive's own configuration for this system, less what Preflight never opens (encrypted members), so that the
   program imports no cryptography DLL that somebody could lay beside it on the stick. */
#define __LIBARCHIVE_CONFIG_H_INCLUDED 1
#ifdef _WIN32
#include "windows_host.h"
#undef HAVE_BCRYPT_H
#undef ARCHIVE_CRYPTO_MD5_WIN
#undef ARCHIVE_CRYPTO_SHA1_WIN
#undef ARCHIVE_CRYPTO_SHA256_WIN
#undef ARCHIVE_CRYPTO_SHA384_WIN
#undef ARCHIVE_CRYPTO_SHA512_WIN
#else
#include "linux_host.h"
#endif
#undef HAVE_LIBBZ2
#undef HAVE_BZLIB_H
#undef HAVE_LIBLZMA
#undef HAVE_LZMA_H
#undef HAVE_LIBXML2
#undef HAVE_LIBCRYPTO
#define HAVE_LIBZ 1
#define HAVE_ZLIB_H 1
