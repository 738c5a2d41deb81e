/* The one function of archive_write_set_format.c that writing a zip needs. That file names every format that libarchive
   can write, so with it all of them would have to be built. */
#include "archive_platform.h"

#include <errno.h>
#include "archive.h"
#include "archive_private.h"
#include "archive_write_set_format_private.h"

void __archive_write_entry_filetype_unsupported(struct archive* a, struct archive_entry* entry, const char* format) {
  (void)entry;
  archive_set_error(a, ARCHIVE_ERRNO_FILE_FORMAT, "%s: only files and folders can be archived", format);
}
