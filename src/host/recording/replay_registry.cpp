// Registry answers out of a recording.
#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/names.h"
#include "host/recording/parts.h"
#include "text/error_id.h"

namespace preflight::recording {
namespace {

Error unknownContent(Text step) {
  return {ErrorKind::notCollected, std::move(step), ErrorId::whyNotRecorded, CodeSpace::none, 0};
}

// The first problem, which may also hold for the subkeys.
const Error* problemOf(const RegistryKey& key) {
  return key.problems.empty() ? nullptr : &key.problems.front();
}

RegistryKey nameOnly(const RegistryKey& key) {
  return {key.name, {}, {}, false, key.contentKnown ? std::vector<Error>{} : key.problems};
}

// Keys of which only the name is known say why: the question was for everything.
void explainUnknown(RegistryKey& key, const std::string& path) {
  for (RegistryKey& each : key.subkeys) {
    const std::string below = path + "\\" + each.name;
    if (!each.contentKnown && each.problems.empty()) {
      each.problems.push_back(unknownContent({ErrorId::stepRegistryKey, {{"what", below}}}));
    }
    explainUnknown(each, below);
  }
}

}  // namespace

tl::unexpected<Error> notSwept(Text step) {
  return tl::unexpected(unknownContent(std::move(step)));
}

Result<RegistryPart> RegistryPart::read(const Members& members) {
  return decodeMember<RegistryPart>(members, MemberName::registry, [](const Node& root) {
    RegistryPart part;
    root.at("roots").each([&](const Node& each) {
      const Node path = each.at("path");
      std::string name = path.orMisfit(registryKeyName(path.text()));
      if (const auto error = each.find("error")) {
        part.roots_.insert_or_assign(std::move(name), tl::unexpected(errorFrom(*error)));
      } else {
        part.roots_.insert_or_assign(std::move(name), keysFrom(each.at("keys")));
      }
    });
    return part;
  });
}

Result<RegistryKey> RegistryPart::answer(std::string_view path, RegistryDepth depth) const {
  const Result<std::string> name = registryKeyName(path);
  if (!name) {
    return tl::unexpected(name.error());
  }
  const Text step(ErrorId::stepRegistryKey, {{"what", printable(path)}});
  std::string_view swept = *name;
  auto root = roots_.find(swept);
  while (root == roots_.end()) {
    const std::size_t end = swept.rfind('\\');
    if (end == std::string_view::npos) {
      return notSwept(step);
    }
    swept = swept.substr(0, end);
    root = roots_.find(swept);
  }
  if (!root->second) {
    return root->second;
  }
  const RegistryKey* key = &*root->second;
  for (const std::string_view part : pathParts(std::string_view(*name).substr(swept.size()))) {
    const RegistryKey* below = key->contentKnown ? key->subkey(part) : nullptr;
    if (below == nullptr) {
      if (const Error* problem = problemOf(*key)) {
        return tl::unexpected(*problem);
      }
      return key->contentKnown ? Result<RegistryKey>(fail(ErrorKind::absent, step, ErrorId::whyNoKey))
                               : Result<RegistryKey>(notSwept(step));
    }
    key = below;
  }
  if (!key->contentKnown) {
    const Error* problem = problemOf(*key);
    return tl::unexpected(problem != nullptr ? *problem : unknownContent(step));
  }
  if (depth == RegistryDepth::tree) {
    RegistryKey tree = *key;
    explainUnknown(tree, std::string(path));
    return tree;
  }
  RegistryKey alone{key->name, key->values, {}, true, key->problems, key->leftOut};
  for (const RegistryKey& each : key->subkeys) {
    alone.subkeys.push_back(nameOnly(each));
  }
  return alone;
}

}  // namespace preflight::recording
