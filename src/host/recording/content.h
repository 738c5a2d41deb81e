// The content of files and logs, to the files of a recording and back, byte by byte.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "host/host.h"
#include "host/recording/members.h"
#include "host/recording/sink.h"

namespace preflight::recording {

struct StoredContent {
  std::string path;
  FileContent content;
  bool fromEnd = false;  // when only a part is stored: the last bytes, not the first
};

// files/<n>.json: readable as lines of text where the very same bytes come back from it, else base64.
Json contentToJson(const StoredContent& stored);
// logs/<n>.jsonl: a header, then a line of the log on each line.
Result<void> writeLog(RecordingSink& sink, std::string_view member, const StoredContent& stored);

// What a live machine would answer to `read`; notCollected when the part that is stored is another one.
Result<FileContent> readContent(const Members& members, const std::string& member, const FileRead& read);

}  // namespace preflight::recording
