// ImportReport: what becomes of the keys of a whole template file, each reported once.
//
//     ImportReport report;
//     report.add(*imported);
//     for (const auto& line : report.lines()) say(line);  // "maxNumber: max_number"
//
// Used by one thread.
#pragma once

#include "ctl/template_file.hpp"

namespace hf::ctl {

class ImportReport {
public:
    void add(const ImportedTemplate& imported);
    // Every key of the file, and then the warnings with the templates that they are about. Nothing for a file that
    // says all in hostfactory's own words.
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    std::map<std::string, std::vector<std::string>> keys_of_place_;
    std::vector<std::string> warnings_;  // in the order of the file
    std::map<std::string, std::vector<std::string>> templates_of_warning_;
};

}  // namespace hf::ctl
