# One keeper runs beside every machine of the process provider. So it is small, static, and never
# built with a sanitizer, which would cost each of them hundreds of megabytes of address space.
file(GLOB keeper_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/adapters/providers/process/keeper/*.cpp)
add_executable(hostfactory-machine ${keeper_sources})
target_include_directories(hostfactory-machine PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_options(hostfactory-machine PRIVATE -O2 -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                   $<$<BOOL:${HOSTFACTORY_WERROR}>:-Werror>)
target_link_options(hostfactory-machine PRIVATE -static)
