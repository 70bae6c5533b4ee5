// The files of the page, from exporter/page/. The build embeds them in the program
// (cmake/exporter.cmake), so that it needs no files beside it.
#pragma once

#include <span>
#include <string_view>

namespace hf::exporter {

struct PageFile {
    std::string_view path;  // for example "/page.js"
    std::string_view content_type;
    std::string_view content;
};

std::span<const PageFile> page_files();

}  // namespace hf::exporter
