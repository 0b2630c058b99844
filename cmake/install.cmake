# What `cmake --install` puts into a prefix: headers, a package for find_package(bicameral), a pkg-config file.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(bicameral_package_dir ${CMAKE_INSTALL_DATADIR}/cmake/bicameral)

install(TARGETS bicameral EXPORT bicameral_targets
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT bicameral_targets NAMESPACE bicameral:: FILE bicameralTargets.cmake
  DESTINATION ${bicameral_package_dir})

# Apart, so that the package is found where libpng is not.
if(TARGET bicameral_png)
  install(TARGETS bicameral_png EXPORT bicameral_png_targets
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT bicameral_png_targets NAMESPACE bicameral:: FILE bicameralPngTargets.cmake
    DESTINATION ${bicameral_package_dir})
endif()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/bicameralConfig.cmake.in
  ${PROJECT_BINARY_DIR}/bicameralConfig.cmake INSTALL_DESTINATION ${bicameral_package_dir})
# Before 1.0 a new minor version may break its users.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bicameralConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/bicameralConfig.cmake ${PROJECT_BINARY_DIR}/bicameralConfigVersion.cmake
  DESTINATION ${bicameral_package_dir})

# Found from the file's own place, so that an installed tree can be moved.
file(RELATIVE_PATH bicameral_prefix_from_pc
  ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/bicameral.pc.in ${PROJECT_BINARY_DIR}/bicameral.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/bicameral.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
