// Inside src/export: rows of devices in the form of the file that is written.
#pragma once

#include "export/tables/merged_rows.h"

namespace preflight::tables {

// Why a row cannot be in a file of the format; nothing: it can. A value that is not needed keeps no row out.
std::optional<Unfit> unfitFor(csv::Format format, const MergedRow& row);

// Brings rows into the form that is written. Values that cannot be written and are not needed are left empty and named;
// rows that do not fit are left out and named; of those that become the same identifier the first is written. Commas
// and periods go out of an identifier.
void toTargetFormat(std::vector<MergedRow*>& rows, Merged& merged);

}  // namespace preflight::tables
