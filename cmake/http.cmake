# hostfactory-http. Boost's headers alone are used, in four sources (ADR 52).
hostfactory_library(hf_http http EXCLUDE /main.cpp DEPENDS hf_client hf_json hf_systemd hf_tls CLI11::CLI11)
target_link_libraries(hf_http PRIVATE Boost::headers CURL::libcurl)
# Boost's headers must not be compiled once more for the group that these sources would be in.
set_source_files_properties(${PROJECT_SOURCE_DIR}/http/server/connection.cpp
                            ${PROJECT_SOURCE_DIR}/http/server/server.cpp
                            ${PROJECT_SOURCE_DIR}/http/server/streamed_body.cpp
                            ${PROJECT_SOURCE_DIR}/http/server/transport.cpp
                            PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
hostfactory_program(hostfactory-http http/main.cpp DEPENDS hf_http hf_usage)
