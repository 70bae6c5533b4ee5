# Embeds the page's files in the program unchanged, by the generated
# ${CMAKE_BINARY_DIR}/exporter/page_files.cpp.
set(page_folder ${PROJECT_SOURCE_DIR}/exporter/page)
set(page_source ${CMAKE_BINARY_DIR}/exporter/page_files.cpp)
file(GLOB page_sources CONFIGURE_DEPENDS ${page_folder}/*)
add_custom_command(OUTPUT ${page_source}
                   COMMAND ${CMAKE_COMMAND} -D folder=${page_folder} -D output=${page_source}
                           -P ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake
                   DEPENDS ${page_sources} ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake)

hostfactory_library(hf_exporter exporter EXCLUDE /main.cpp
                    DEPENDS hf_client hf_systemd hf_tls PkgConfig::prometheus)
target_link_libraries(hf_exporter PRIVATE PkgConfig::httplib)
target_sources(hf_exporter PRIVATE ${page_source})
hostfactory_program(hostfactory-exporter exporter/main.cpp DEPENDS hf_exporter hf_usage)
