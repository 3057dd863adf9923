@echo off
rem Removes the add-in, its settings, its log and the Python that install.cmd put there.
setlocal
set "HOME_FOLDER=%LOCALAPPDATA%\perfxl\python"
set "PYTHON=%HOME_FOLDER%\python.exe"
if exist "%HOME_FOLDER%\Scripts\python.exe" set "PYTHON=%HOME_FOLDER%\Scripts\python.exe"
if exist "%PYTHON%" "%PYTHON%" -c "from perfxl.cli import main; main()" addin uninstall
if errorlevel 1 goto failed
if exist "%LOCALAPPDATA%\perfxl" rmdir /s /q "%LOCALAPPDATA%\perfxl"
pause
exit /b 0

:failed
pause
exit /b 1
