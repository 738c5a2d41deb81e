#include "model/finding.h"

#include "base/names.h"

namespace preflight {
namespace {

constexpr NameTable<State, 5> states{{{{State::pass, "pass"},
                                       {State::warn, "warn"},
                                       {State::fail, "fail"},
                                       {State::info, "info"},
                                       {State::unknown, "unknown"}}}};

}  // namespace

Finding makeFinding(FindingId id, Args args, std::vector<Evidence> evidence) {
  return {id, entryOf(id).state, std::move(args), std::move(evidence), {}, {}};
}

std::string Finding::headline() const {
  return catalogue::fill(rowFor(id, args).headline, args);
}

std::string Finding::title() const {
  return catalogue::fill(rowFor(id, args).title, args);
}

std::string Finding::meaning() const {
  return advice ? advice->meaning.str() : catalogue::fill(rowFor(id, args).meaning, args);
}

std::string Finding::action() const {
  std::string all = advice ? advice->action.str() : catalogue::fill(rowFor(id, args).action, args);
  for (const Text& note : notes) {
    all += (all.empty() ? "" : " ") + note.str();
  }
  return all;
}

std::string_view Finding::key() const {
  return advice ? advice->key : rowFor(id, args).key;
}

Who Finding::who() const {
  return advice ? advice->who : rowFor(id, args).who;
}

std::string_view name(State state) {
  return states.name(state);
}

}  // namespace preflight
