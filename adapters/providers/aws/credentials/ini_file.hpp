// Reads the INI files of the AWS tools: sections of key = value.
#pragma once

#include <map>
#include <string>

namespace hf::aws {

using IniSection = std::map<std::string, std::string, std::less<>>;
using IniFile = std::map<std::string, IniSection, std::less<>>;

// A missing file reads as an empty one. Nested settings (indented lines) are skipped.
IniFile read_ini(const std::string& path);

}  // namespace hf::aws
