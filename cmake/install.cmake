include(GNUInstallDirs)
set(systemd_units lib/systemd/system)

install(TARGETS hostfactoryd hostfactoryctl hostfactory-plugin hostfactory-exporter hostfactory-http
        DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS hostfactory-machine DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/hostfactory)

# With the prefix /usr, as in a package, /etc and the units' paths are absolute.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(configuration_directory /etc/hostfactory)
else()
  set(configuration_directory ${CMAKE_INSTALL_FULL_SYSCONFDIR}/hostfactory)
endif()
# Daemon and clients look there, too. Only one source file knows it, so that little is compiled
# again for another prefix.
set_source_files_properties(site/default_paths.cpp PROPERTIES COMPILE_DEFINITIONS
                            HOSTFACTORY_CONFIGURATION_DIRECTORY="${configuration_directory}")
foreach(unit hostfactoryd hostfactory-exporter hostfactory-http)
  configure_file(systemd/${unit}.service.in systemd/${unit}.service @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/systemd/${unit}.service DESTINATION ${systemd_units})
endforeach()
install(FILES systemd/hostfactory-http.socket DESTINATION ${systemd_units})
install(FILES systemd/hostfactory.sysusers.conf DESTINATION lib/sysusers.d RENAME hostfactory.conf)
install(FILES systemd/hostfactory.tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME hostfactory.conf)
# An existing configuration belongs to the administrator and is kept; so is a link, wherever it leads.
foreach(name hostfactoryd.yaml http.yaml)
  install(CODE "
    set(file \"\$ENV{DESTDIR}${configuration_directory}/${name}\")
    if(EXISTS \"\${file}\" OR IS_SYMLINK \"\${file}\")
      message(STATUS \"Kept: \${file}\")
    else()
      file(INSTALL \"${PROJECT_SOURCE_DIR}/etc/${name}\" DESTINATION \"${configuration_directory}\")
    endif()" COMPONENT configuration)
endforeach()
install(FILES etc/hostfactoryd.yaml etc/http.yaml etc/template-aws.yaml etc/template-sources.yaml
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT configuration)
install(DIRECTORY plugin/ DESTINATION ${CMAKE_INSTALL_DATADIR}/hostfactory/plugin USE_SOURCE_PERMISSIONS)
install(FILES README.md CHANGELOG.md docs/AWS.md docs/CLIENT.md docs/HTTP.md docs/OPERATIONS.md docs/ORB.md
              docs/PROTOCOL.md docs/REFERENCE.md docs/SECURITY.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(GLOB manuals_1 docs/man/*.1)
# Its program comes with the Python package.
list(FILTER manuals_1 EXCLUDE REGEX hostfactory-mcp)
file(GLOB manuals_8 docs/man/*.8)
install(FILES ${manuals_1} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manuals_8} DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)

# The program itself generates the completion scripts.
set(completions ${CMAKE_CURRENT_BINARY_DIR}/completions)
file(MAKE_DIRECTORY ${completions})
add_custom_command(OUTPUT ${completions}/hostfactoryctl ${completions}/_hostfactoryctl
                   COMMAND hostfactoryctl completion bash >${completions}/hostfactoryctl
                   COMMAND hostfactoryctl completion zsh >${completions}/_hostfactoryctl
                   DEPENDS hostfactoryctl)
add_custom_target(completions ALL DEPENDS ${completions}/hostfactoryctl ${completions}/_hostfactoryctl)
install(FILES ${completions}/hostfactoryctl DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${completions}/_hostfactoryctl DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
