# Writes exporter/page_files.hpp's page_files(): cmake -D folder=… -D output=… -P embed_page.cmake
cmake_policy(VERSION 3.25)
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")

set(arrays "")
set(entries "")
set(number 0)
file(GLOB files RELATIVE ${folder} ${folder}/*)
list(SORT files)
foreach(file IN LISTS files)
  get_filename_component(extension ${file} LAST_EXT)
  string(SUBSTRING ${extension} 1 -1 extension)
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "${folder}/${file}: what type is it?")
  endif()
  file(READ ${folder}/${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  set(path "/${file}")
  if(file STREQUAL "index.html")
    set(path "/")
  endif()
  string(APPEND arrays "constexpr char file_${number}[] = {${bytes}};\n")
  string(APPEND entries "    {\"${path}\", \"${type_${extension}}\", {file_${number}, sizeof file_${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${output} "// Made of exporter/page/ by cmake/embed_page.cmake.
#include \"exporter/page_files.hpp\"

namespace hf::exporter {
namespace {

${arrays}
constexpr PageFile files[] = {
${entries}};

}  // namespace

std::span<const PageFile> page_files() { return files; }

}  // namespace hf::exporter
")
