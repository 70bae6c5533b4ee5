// The files of the page, as they stand in exporter/page/; the build puts them into the program
// (cmake/exporter.cmake), so that it needs nothing beside it.
#pragma once

#include <span>
#include <string_view>

namespace hf::exporter {

struct PageFile {
    std::string_view path;  // "/page.js"
    std::string_view content_type;
    std::string_view content;
};

std::span<const PageFile> page_files();

}  // namespace hf::exporter
