# Finds the HTML parser Gumbo: the target Gumbo::gumbo.
find_path(Gumbo_INCLUDE_DIR gumbo.h)
find_library(Gumbo_LIBRARY gumbo)
mark_as_advanced(Gumbo_INCLUDE_DIR Gumbo_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Gumbo REQUIRED_VARS Gumbo_LIBRARY Gumbo_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "The HTML parser Gumbo is missing: apt-get install libgumbo-dev")

if(Gumbo_FOUND AND NOT TARGET Gumbo::gumbo)
  add_library(Gumbo::gumbo UNKNOWN IMPORTED)
  set_target_properties(Gumbo::gumbo PROPERTIES
    IMPORTED_LOCATION ${Gumbo_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${Gumbo_INCLUDE_DIR})
endif()
