# What every target of the project shares: the flags, the layers and the tests.

add_library(flags INTERFACE)
target_compile_definitions(flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_USE_QSTRINGBUILDER
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_compile_options(flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-qual)
if(SIGNALBOX_WERROR)
    target_compile_options(flags INTERFACE -Werror)
endif()
if(SIGNALBOX_SANITIZE)
    target_compile_options(flags INTERFACE -fsanitize=${SIGNALBOX_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(flags INTERFACE -fsanitize=${SIGNALBOX_SANITIZE})
endif()

# signalbox_layer(core LINK Qt6::Core …) makes the static library of one layer; its folders fill it
# with signalbox_sources(). A layer sees only what it links. PRECOMPILED is the header of what most of its files use.
function(signalbox_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "PRECOMPILED" "LINK;LINK_PRIVATE")
    add_library(${name} STATIC)
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/${arg_PRECOMPILED})
    target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE flags ${arg_LINK_PRIVATE})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
endfunction()

# signalbox_sources(core journal event) adds journal.h, journal.cpp and event.h of the current folder. Ten sources of a
# folder are compiled as one, so what its anonymous namespaces name is named once in the folder.
function(signalbox_sources layer)
    # CMake 3.25 with ninja does not run moc on headers that were added since the last build; this makes it.
    set(stamp ${PROJECT_BINARY_DIR}/${layer}/${layer}_autogen/timestamp)
    if(${CMAKE_CURRENT_SOURCE_DIR}/CMakeLists.txt IS_NEWER_THAN ${stamp})
        file(REMOVE ${stamp})
    endif()
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    string(REPLACE "/" "_" folder ${folder})
    set(count 0)
    foreach(stem IN LISTS ARGN)
        if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${stem}.cpp)
            target_sources(${layer} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${stem}.cpp)
            math(EXPR group "${count} / 10")
            math(EXPR count "${count} + 1")
            set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/${stem}.cpp TARGET_DIRECTORY ${layer}
                PROPERTIES UNITY_GROUP ${folder}_${group})
        endif()
        if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${stem}.h)
            target_sources(${layer} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}
                FILES ${CMAKE_CURRENT_SOURCE_DIR}/${stem}.h)
        endif()
    endforeach()
endfunction()

# signalbox_tests(PROGRAM core_tests LABEL core LINK core TESTS tst_journal tst_feed) adds the files to one program and
# makes each of them a test of CTest. WIDGETS gives the program windows. Eight files are compiled as one, except for those
# that are listed below ALONE instead of TESTS, because what they name is named elsewhere too.
function(signalbox_tests)
    cmake_parse_arguments(PARSE_ARGV 0 arg "WIDGETS" "PROGRAM;LABEL;TIMEOUT" "LINK;TESTS;ALONE")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    if(NOT TARGET ${arg_PROGRAM})
        set(suite ${PROJECT_SOURCE_DIR}/tests/support/testsuite.cpp)
        add_executable(${arg_PROGRAM} ${suite})
        target_link_libraries(${arg_PROGRAM} PRIVATE flags Qt6::Test)
        # A file of tests is its own program's alone, also where it is compiled with others.
        target_compile_options(${arg_PROGRAM} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
        target_precompile_headers(${arg_PROGRAM} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/precompiled.h)
        set_target_properties(${arg_PROGRAM} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        # The folders are known to that file alone, so that the others come out of the compiler's cache anywhere.
        set_source_files_properties(${suite} PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
        set_property(SOURCE ${suite} APPEND PROPERTY COMPILE_DEFINITIONS
            SIGNALBOX_SOURCE_DIR="${PROJECT_SOURCE_DIR}" SIGNALBOX_BINARY_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
            $<$<BOOL:${arg_WIDGETS}>:SIGNALBOX_TESTS_WITH_WIDGETS>)
    endif()
    target_link_libraries(${arg_PROGRAM} PRIVATE ${arg_LINK})
    foreach(test IN LISTS arg_TESTS arg_ALONE)
        target_sources(${arg_PROGRAM} PRIVATE ${test}.cpp)
        if(test IN_LIST arg_ALONE)
            set_source_files_properties(${test}.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
        endif()
        add_test(NAME ${test} COMMAND ${arg_PROGRAM} ${test})
        set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABEL}"
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.*=false;LC_ALL=C.UTF-8;TZ=UTC")
    endforeach()
endfunction()
