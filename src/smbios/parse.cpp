#include <algorithm>

#include "base/text.h"
#include "smbios/smbios.h"
#include "text/error_id.h"

namespace preflight::smbios {
namespace {

constexpr std::size_t rawHeaderSize = 8;
constexpr std::size_t structureHeadSize = 4;
constexpr std::uint8_t endOfTable = 127;
constexpr std::uint8_t newestTypeRead = 3;

// One structure: its formatted area (the head included, cut to what is there) and its whole texts.
struct Structure {
  std::size_t offset = 0;
  ByteView fields;
  std::vector<std::string_view> texts;
};

class Walk {
 public:
  // `whole`: the table has as many bytes as its header says.
  Walk(ByteView table, bool whole, Tables& tables) : table_(table), whole_(whole), tables_(tables) {}

  void run() {
    std::size_t offset = 0;
    while (offset < table_.size()) {
      const std::optional<std::size_t> next = step(offset);
      if (!next) {
        return;
      }
      offset = *next;
    }
    note(Oddity::noEndOfTable);
    tables_.complete = whole_;
  }

 private:
  void note(Oddity oddity) {
    if (std::ranges::find(tables_.notes, oddity) == tables_.notes.end()) {
      tables_.notes.push_back(oddity);
    }
  }

  // Reads the structure at `offset`; gives where the next one starts, nothing when the walk ends here.
  std::optional<std::size_t> step(std::size_t offset) {
    const ByteView rest = table_.subspan(offset);
    if (rest.size() < structureHeadSize) {
      note(Oddity::cutStructure);
      return std::nullopt;
    }
    const std::uint8_t type = rest[0];
    const std::size_t length = rest[1];
    if (length < structureHeadSize) {
      note(Oddity::shortHead);
      return std::nullopt;
    }
    const bool cut = length > rest.size();
    Structure structure{offset, rest.first(std::min(length, rest.size())), {}};
    std::optional<std::size_t> next;
    if (cut) {
      note(Oddity::cutStructure);
    } else {
      next = endOfTexts(offset + length);
      const std::size_t end = next.value_or(table_.size());
      if (type <= newestTypeRead) {
        structure.texts = textsIn(table_.subspan(offset + length, end - offset - length));
      }
      if (!next && type != endOfTable) {
        note(Oddity::endlessTexts);
      }
    }
    keep(type, structure, cut);
    if (type == endOfTable && !cut) {
      tables_.complete = true;
      return std::nullopt;
    }
    return next;
  }

  // Behind the two NULs that end the texts starting at `start`; nothing when they are missing.
  std::optional<std::size_t> endOfTexts(std::size_t start) const {
    for (std::size_t at = start; at + 1 < table_.size(); ++at) {
      if (table_[at] == 0 && table_[at + 1] == 0) {
        return at + 2;
      }
    }
    return std::nullopt;
  }

  // Texts that end in a NUL: one that is cut could be mistaken for a whole one and is left out.
  static std::vector<std::string_view> textsIn(ByteView area) {
    std::vector<std::string_view> texts;
    std::string_view rest = textOf(area);
    for (std::size_t end = rest.find('\0'); end != std::string_view::npos && end > 0; end = rest.find('\0')) {
      texts.push_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return texts;
  }

  Text text(const Structure& structure, std::size_t field) {
    if (field >= structure.fields.size() || structure.fields[field] == 0) {
      return std::nullopt;
    }
    const std::size_t number = structure.fields[field];
    if (number > structure.texts.size()) {
      note(Oddity::missingText);
      return std::nullopt;
    }
    return std::string(structure.texts[number - 1]);
  }

  void keep(std::uint8_t type, const Structure& structure, bool cut) {
    if (cut && structure.fields.size() <= structureHeadSize) {
      return;
    }
    if (type == 0 && !tables_.firmware) {
      tables_.firmware = Firmware{text(structure, 4), text(structure, 5), text(structure, 8)};
    } else if (type == 1 && !tables_.system) {
      tables_.system = systemInfo(structure);
    } else if (type == 1) {
      note(Oddity::secondSystem);
    } else if (type == 2 && !tables_.board) {
      tables_.board = Board{text(structure, 4), text(structure, 5), text(structure, 6), text(structure, 7)};
    } else if (type == 3 && !tables_.chassis) {
      tables_.chassis = Chassis{{}, text(structure, 4), text(structure, 7), text(structure, 8)};
      if (structure.fields.size() > 5) {
        tables_.chassis->type = structure.fields[5];
      }
    }
  }

  SystemInfo systemInfo(const Structure& structure) {
    constexpr std::size_t uuidAt = 8;
    SystemInfo info;
    info.manufacturer = text(structure, 4);
    info.productName = text(structure, 5);
    info.version = text(structure, 6);
    info.serialNumber = text(structure, 7);
    if (structure.fields.size() >= uuidAt + sizeof(Uuid)) {
      info.uuid.emplace();
      std::copy_n(structure.fields.begin() + uuidAt, sizeof(Uuid), info.uuid->begin());
    }
    info.skuNumber = text(structure, 0x19);
    info.family = text(structure, 0x1A);
    return info;
  }

  ByteView table_;
  bool whole_;
  Tables& tables_;
};

}  // namespace

Result<Tables> parse(ByteView raw) {
  constexpr ErrorId step = ErrorId::stepSmbios;
  if (raw.size() < rawHeaderSize + structureHeadSize) {
    return fail(ErrorKind::invalid, step, {ErrorId::whyTableShort, {{"count", std::to_string(raw.size())}}});
  }
  Tables tables;
  tables.majorVersion = raw[1];
  tables.minorVersion = raw[2];
  ByteView table = raw.subspan(rawHeaderSize);
  const std::uint32_t said = readU32(raw, 4);
  if (said < structureHeadSize) {
    return fail(ErrorKind::invalid, step, {ErrorId::whyTableLength, {{"count", std::to_string(said)}}});
  }
  if (said > table.size()) {
    tables.notes.push_back(Oddity::shorterThanSaid);
  } else {
    table = table.first(said);
  }
  Walk(table, said <= table.size(), tables).run();
  return tables;
}

}  // namespace preflight::smbios
