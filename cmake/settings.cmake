# The compiler settings of all targets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

option(HOSTFACTORY_WERROR "Warnings are errors" OFF)
set(HOSTFACTORY_SANITIZE "" CACHE STRING "Sanitizers: empty, address,undefined or thread")
option(HOSTFACTORY_EXAMPLES "Build the clients in examples/, which are not installed" ON)
option(HOSTFACTORY_FUZZ "Build a program of each fuzz target, with clang's libFuzzer (the preset fuzz)" OFF)

# A new object costs seconds for headers that hardly change (ADR 25): they are compiled once, and sources of one
# library in groups. Both are off where each file has to be seen alone (the preset "lint").
option(HOSTFACTORY_PRECOMPILE "Compile the headers that everything includes once" ON)
option(HOSTFACTORY_UNITY "Compile the sources of a library in groups" ON)
# Larger groups cost less in all, and a change of one source more: the preset "dev" has smaller ones.
set(HOSTFACTORY_UNITY_FILES 24 CACHE STRING "Sources a group")

# All libraries are compiled alike, so that they share the precompiled headers: the client's library takes
# objects of many of them.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(HOSTFACTORY_CCACHE ccache)
if(HOSTFACTORY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HOSTFACTORY_CCACHE})
endif()
find_program(HOSTFACTORY_MOLD mold)
if(HOSTFACTORY_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(hf_settings INTERFACE)
target_include_directories(hf_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(hf_settings INTERFACE HOSTFACTORY_VERSION="${PROJECT_VERSION}")
target_compile_options(hf_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                             $<$<BOOL:${HOSTFACTORY_WERROR}>:-Werror>)
# Nobody replaces a single function of the client's library, so calls within it may be inlined as ever.
target_compile_options(hf_settings INTERFACE -fno-semantic-interposition)
if(HOSTFACTORY_PRECOMPILE)
  # What ccache needs to know objects again that were made with precompiled headers.
  target_compile_options(hf_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
# What each mutex guards is written in the code (core/threads/mutex.hpp); clang alone can check it.
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  target_compile_options(hf_settings INTERFACE -Wthread-safety -Werror=thread-safety)
endif()
# GCC 12 sees overlapping copies inside std::string's operator+ where there are none (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(hf_settings INTERFACE -Wno-restrict)
endif()
# In a group GCC takes every source for a header, where a type of an anonymous namespace would be a mistake.
if(HOSTFACTORY_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(hf_settings INTERFACE -Wno-subobject-linkage)
endif()
if(HOSTFACTORY_SANITIZE)
  target_compile_options(hf_settings INTERFACE -fsanitize=${HOSTFACTORY_SANITIZE} -fno-sanitize-recover=all
                                               -fno-omit-frame-pointer)
  # GCC 12 reports uninitialised values in the sanitizers' own instrumentation.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(hf_settings INTERFACE -Wno-maybe-uninitialized)
  endif()
  # Clang's check of virtual tables reads an object through a pipe, and reports it as damaged if a
  # test has left no descriptor for the pipe.
  if(CMAKE_CXX_COMPILER_ID STREQUAL Clang AND HOSTFACTORY_SANITIZE MATCHES undefined)
    target_compile_options(hf_settings INTERFACE -fno-sanitize=vptr)
  endif()
  target_link_options(hf_settings INTERFACE -fsanitize=${HOSTFACTORY_SANITIZE})
endif()
