// What the csv commands print: text for people, JSON for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "export/tables/check.h"
#include "export/tables/merge.h"
#include "text/csv_id.h"

namespace preflight {

// "Intune import", "Partner Center file", "corporate identifiers", "not a list of devices".
std::string formatWords(csv::Format format);
// "1 device", "3 devices".
std::string countText(std::size_t count, CsvId one, CsvId many);

// "OK       saved: a.csv: 1 device, 4066 bytes, SHA-256 ...\n"
std::string writtenLine(const media::Proof& proof, std::size_t rows);

std::string checkText(const tables::FileCheck& check);
nlohmann::ordered_json checkJson(const tables::FileCheck& check);

inline constexpr std::size_t everything = static_cast<std::size_t>(-1);
// Not more than `most` lines of each kind.
std::string mergedText(const tables::Merged& merged, std::size_t most);
nlohmann::ordered_json mergedJson(const tables::Merged& merged);

}  // namespace preflight
