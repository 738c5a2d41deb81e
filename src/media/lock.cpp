#include "media/lock.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "media/system_errors.h"
#include "text/media_id.h"

namespace preflight::media {
namespace {

using std::chrono::milliseconds;

// A file that is refused though nobody has written a name into it is more likely forbidden than held.
constexpr milliseconds patienceWithoutName{1500};
constexpr milliseconds longestStep{40};  // a program that writes many devices lets go for a moment only
constexpr int longestQueue = 15;         // other owners, one after the other

UtcTime systemNow() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

// Without a name in it, it may be one that another program lets go at this moment: that says nothing.
std::string takenOver(const HeldFile& file) {
  const std::string owner = printable(trimmed(file.left().value_or("")), 200);
  return owner.empty() ? std::string() : say(MediaId::takenOver, {{"owner", owner}});
}

Error heldBy(Error error, const std::string& owner) {
  error.words = Text(MediaId::heldBy, {{"owner", owner}});
  return error;
}

}  // namespace

Result<std::unique_ptr<Lock>> takeLock(FileSystem& files, const std::string& path, milliseconds patience) {
  milliseconds waited{0};  // for the same owner
  milliseconds all{0};
  std::string before;
  for (milliseconds step{5};; step = std::min(step * 2, longestStep)) {
    Result<std::unique_ptr<HeldFile>> file = files.hold(path);
    if (file) {
      std::string note = takenOver(**file);
      // The name is for people alone: a drive without room for it is told by the write that follows.
      (void)(*file)->setText(
          say(MediaId::lockOwner, {{"program", files.thisProgram()}, {"time", isoText(systemNow())}}) + "\n");
      return std::make_unique<Lock>(std::move(*file), std::move(note));
    }
    if (!isInUse(file.error())) {
      return tl::unexpected(std::move(file).error());
    }
    const std::string owner = printable(trimmed(files.heldText(path).value_or("")), 200);
    if (!owner.empty() && owner != before) {
      waited = milliseconds(0);  // they take turns: ours comes
      before = owner;
    }
    if (waited >= patience || all >= patience * longestQueue || (before.empty() && waited >= patienceWithoutName)) {
      return tl::unexpected(before.empty() ? std::move(file).error() : heldBy(std::move(file).error(), before));
    }
    files.pause(step);
    waited += step;
    all += step;
  }
}

}  // namespace preflight::media
