include(GNUInstallDirs)

# libhostfactory-client is the library that programs outside of this tree link (docs/CLIENT.md, ADR
# 9). It consists of the same objects as hostfactory's own programs: all of core/, since its headers are
# installed, and the adapters that the client uses.

# The number of the library's interface, and so of its soname and its Debian package: a release whose interface is
# another one raises it (ADR 44). tests/arch/one_version.py holds the package's name to it.
set(client_interface 1)
add_library(hostfactory_client SHARED $<TARGET_OBJECTS:hf_client> $<TARGET_OBJECTS:hf_core>)
add_library(hostfactory::client ALIAS hostfactory_client)
set(exported_symbols ${PROJECT_SOURCE_DIR}/cmake/client_symbols.map)
set_target_properties(hostfactory_client PROPERTIES
  OUTPUT_NAME hostfactory-client
  EXPORT_NAME client
  VERSION ${PROJECT_VERSION}
  SOVERSION ${client_interface}
  LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib
  LINK_DEPENDS ${exported_symbols})
target_compile_features(hostfactory_client PUBLIC cxx_std_20)
target_include_directories(hostfactory_client INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                                                        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/hostfactory>)
target_link_libraries(hostfactory_client PUBLIC fmt::fmt tl::expected Threads::Threads
                                         PRIVATE hf_settings hf_site hf_system hf_msgpack hf_yaml hf_zeromq)
target_link_options(hostfactory_client PRIVATE LINKER:--version-script=${exported_symbols})
if(NOT HOSTFACTORY_SANITIZE)
  target_link_options(hostfactory_client PRIVATE LINKER:-z,defs)
endif()

# Everything belongs to the component "client", so that it can be installed without the daemon.
include(CMakePackageConfigHelpers)
set(client_package ${CMAKE_INSTALL_LIBDIR}/cmake/hostfactory-client)
install(TARGETS hostfactory_client EXPORT hostfactory-client-targets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT client)
install(EXPORT hostfactory-client-targets NAMESPACE hostfactory:: DESTINATION ${client_package} COMPONENT client)
configure_package_config_file(cmake/hostfactory-client-config.cmake.in hostfactory-client-config.cmake
                              INSTALL_DESTINATION ${client_package})
write_basic_package_version_file(hostfactory-client-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hostfactory-client-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/hostfactory-client-config-version.cmake
        DESTINATION ${client_package} COMPONENT client)

# The prefix is given relative to the file, so that an installed tree may be moved.
file(RELATIVE_PATH up_to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" up_to_prefix "${up_to_prefix}")
configure_file(cmake/hostfactory-client.pc.in hostfactory-client.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hostfactory-client.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT client)

install(CODE "set(client_source \"${PROJECT_SOURCE_DIR}\")
              set(client_headers \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}/hostfactory\")"
        COMPONENT client)
install(SCRIPT cmake/install_client_headers.cmake COMPONENT client)
