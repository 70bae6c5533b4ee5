# All from Debian's packages; packages/debian.txt lists them.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(cppzmq REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)

# The package's own target asks for Boost, which the headers don't need.
find_path(HOSTFACTORY_MSGPACK_INCLUDE msgpack.hpp REQUIRED)
add_library(hf_msgpack_headers INTERFACE)
target_include_directories(hf_msgpack_headers SYSTEM INTERFACE ${HOSTFACTORY_MSGPACK_INCLUDE})
target_compile_definitions(hf_msgpack_headers INTERFACE MSGPACK_NO_BOOST)
