# What `cmake --install` puts where, so that another project finds it: find_package(orcamo), then orcamo::client, and
# for its tests orcamo::testing_mocks.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(orcamo_exported pki pki_openssl client_identity client_store client_transport client_workflow client)
set(ORCAMO_PACKAGE_HAS_TESTING OFF)
if(TARGET orcamo_testing_mocks)
  list(APPEND orcamo_exported testing_basics testing_mocks)
  set(ORCAMO_PACKAGE_HAS_TESTING ON)
endif()

foreach(name IN LISTS orcamo_exported)
  set_target_properties(orcamo_${name} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS orcamo_${name} EXPORT orcamo
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endforeach()

install(TARGETS orcamo-mock orcamo-renew orcamo-p12 RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY pki/include/ client/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
if(ORCAMO_PACKAGE_HAS_TESTING)
  # The rest of the kit starts the mock in process, which only this tree can build; from outside, start orcamo-mock.
  foreach(header IN ITEMS fake_pacer matchers memory_journal memory_store mocks printers temporary_directory)
    install(FILES fixtures/testing/include/orcamo/testing/${header}.hpp
      DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/orcamo/testing)
  endforeach()
endif()

set(orcamo_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/orcamo)
install(EXPORT orcamo NAMESPACE orcamo:: FILE orcamoTargets.cmake DESTINATION ${orcamo_package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/orcamoConfig.cmake.in ${PROJECT_BINARY_DIR}/orcamoConfig.cmake
  INSTALL_DESTINATION ${orcamo_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/orcamoConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/orcamoConfig.cmake ${PROJECT_BINARY_DIR}/orcamoConfigVersion.cmake
  cmake/FindGumbo.cmake
  DESTINATION ${orcamo_package_dir})
