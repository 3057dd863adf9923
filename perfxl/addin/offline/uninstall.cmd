@echo off
rem Removes the add-in, its settings, its log and the Python that install.cmd put there.
rem Without Python: it may be gone already.
setlocal
for %%f in ("%APPDATA%\Microsoft\Excel\XLSTART\perfxl.xlam") do if exist %%f del /f /q %%f
for %%d in ("%USERPROFILE%\.perfxl" "%LOCALAPPDATA%\perfxl") do if exist %%d rmdir /s /q %%d
for %%p in ("%APPDATA%\Microsoft\Excel\XLSTART\perfxl.xlam" "%USERPROFILE%\.perfxl" "%LOCALAPPDATA%\perfxl") do if exist %%p goto failed
echo perfxl is removed.
pause
exit /b 0

:failed
echo Not everything could be removed. Close Excel and run this file again.
pause
exit /b 1
