# Installs the client's headers, and the headers of this tree that they include at the time of installation.
cmake_policy(VERSION 3.25)
set(wanted
    client/async_client.hpp client/call.hpp client/client.hpp site/default_paths.hpp client/read_view.hpp
    client/site.hpp client/site_view.hpp client/subscriber.hpp client/wire.hpp
    core/catalogue.hpp core/domain/history/event.hpp core/messages/rfc3339.hpp)
set(found "")
while(wanted)
  list(POP_FRONT wanted header)
  if(header IN_LIST found)
    continue()
  endif()
  list(APPEND found ${header})
  file(STRINGS ${client_source}/${header} includes REGEX "^#include \"")
  list(TRANSFORM includes REPLACE "^#include \"([^\"]+)\".*" "\\1")
  list(APPEND wanted ${includes})
endwhile()
foreach(header IN LISTS found)
  get_filename_component(folder ${header} DIRECTORY)
  file(INSTALL DESTINATION ${client_headers}/${folder} TYPE FILE FILES ${client_source}/${header})
endforeach()
